import { Environment } from '@marcbachmann/cel-js';
import { ExecutorError } from './errors.ts';

type Evaluate = (variables: Record<string, unknown>) => unknown;

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
});

const compiled = new Map<string, Evaluate>();
/** Wait expressions may carry values in their text, so the cache must not grow with the runs. */
const COMPILED_MAX = 500;

/**
 * Parses a CEL expression (the language of Inngest's `if`, `key` and `idempotency`).
 *
 * Throws ExecutorError EXPRESSION_INVALID.
 */
export function compileExpression(text: string): Evaluate {
  const known = compiled.get(text);
  if (known) return known;
  try {
    const evaluate: Evaluate = environment.parse(text);
    if (compiled.size >= COMPILED_MAX) compiled.clear();
    compiled.set(text, evaluate);
    return evaluate;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExecutorError('EXPRESSION_INVALID', `The expression "${text}" is not valid CEL: ${reason}`, {
      cause,
    });
  }
}

/** Whether the expression holds. A field that isn't there makes it false, as on an Inngest server. */
export function matches(expression: string | null | undefined, variables: Record<string, unknown>): boolean {
  if (!expression) return true;
  return evaluateOrNull(expression, variables) === true;
}

/** The expression's value as text that tells values apart; a field that isn't there counts as null. */
export function keyOf(expression: string, variables: Record<string, unknown>): string {
  const value = evaluateOrNull(expression, variables);
  if (typeof value === 'string') return value;
  return (
    JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part)) ?? 'null'
  );
}

function evaluateOrNull(expression: string, variables: Record<string, unknown>): unknown {
  const evaluate = compileExpression(expression);
  try {
    return evaluate(variables);
  } catch {
    return null;
  }
}
