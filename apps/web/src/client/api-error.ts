import { TRPCClientError } from '@trpc/client';
import type { Problem, ProblemCode } from '#server/problem.ts';

/** A refusal of a file route, which tRPC's client knows nothing of. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** The problem the server answered with, or undefined when no answer came at all (network, server gone). */
export function problemIn(error: unknown): Problem | undefined {
  if (error instanceof ProblemError) return error.problem;
  if (!(error instanceof TRPCClientError)) return undefined;
  if (isProblemHolder(error.data)) return error.data.problem;
  // What was refused before tRPC saw it is a plain problem in the answer's body.
  const meta: unknown = error.meta?.responseJSON;
  return isProblem(meta) ? meta : undefined;
}

export function hasCode(error: unknown, ...codes: ProblemCode[]): boolean {
  const code = problemIn(error)?.code;
  return codes.some((each) => each === code);
}

/** A refusal stays a refusal; only a lost connection or a server that says so is worth another try. */
export function mayRetry(error: unknown): boolean {
  return problemIn(error)?.retryable ?? true;
}

export function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' && value !== null && 'code' in value && 'detail' in value && 'status' in value
  );
}

function isProblemHolder(value: unknown): value is { problem: Problem } {
  return typeof value === 'object' && value !== null && 'problem' in value && isProblem(value.problem);
}
