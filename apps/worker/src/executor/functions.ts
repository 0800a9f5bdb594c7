import type { InngestFunction } from 'inngest';
import { z } from 'zod';
import { ExecutorError } from './errors.ts';
import { compileExpression } from './expressions.ts';

/** Concurrency as Inngest defines it: how many calls (not runs) of one key may be under way at once. */
export type ConcurrencyLimit = { limit: number; scope: 'fn' | 'env' | 'account'; key: string | undefined };

export type EventTrigger = { event: string; expression: string | undefined };
export type CronTrigger = { cron: string };

/** What the executor knows of a function: the same configuration the SDK registers with an Inngest server. */
export type FunctionConfig = {
  id: string;
  name: string;
  /** Tries of each step and of the function's own code; at least 1. */
  maxAttempts: number;
  events: EventTrigger[];
  crons: CronTrigger[];
  concurrency: ConcurrencyLimit[];
  idempotency: string | undefined;
};

/** The SDK's own default: three retries. */
const DEFAULT_RETRIES = 3;

const limitSchema = z.object({
  limit: z.number().int().min(0),
  scope: z.enum(['fn', 'env', 'account']).default('fn'),
  key: z.string().optional(),
});

const configSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  triggers: z.array(
    z.union([
      z.strictObject({ event: z.string(), expression: z.string().optional() }),
      z.strictObject({ cron: z.string() }),
    ]),
  ),
  steps: z.object({
    step: z.object({ retries: z.object({ attempts: z.number().int().min(0).optional() }).optional() }),
  }),
  idempotency: z.string().optional(),
  concurrency: z.union([z.number().int().min(0), limitSchema, z.array(limitSchema).max(2)]).optional(),
});

/**
 * The configurations of these functions and of their onFailure handlers, by id (`<app>-<function>`).
 *
 * Throws ExecutorError: FUNCTION_SETTING_UNSUPPORTED for a setting the executor would have to ignore
 * (debounce, cancelOn, …), EXPRESSION_INVALID, FUNCTION_ID_TWICE.
 */
export function readFunctions(
  appId: string,
  functions: readonly InngestFunction.Any[],
): Map<string, FunctionConfig> {
  const configs = new Map<string, FunctionConfig>();
  for (const fn of functions) {
    // biome-ignore lint/complexity/useLiteralKeys: declared private, yet it is what the SDK sends when it registers
    const raw: unknown = fn['getConfig']({
      baseUrl: new URL('http://embedded/api/inngest'),
      appPrefix: appId,
    });
    for (const config of z.array(z.unknown()).parse(raw).map(parseConfig)) {
      if (configs.has(config.id)) {
        throw new ExecutorError('FUNCTION_ID_TWICE', `Two functions have the id "${config.id}". Rename one.`);
      }
      configs.set(config.id, config);
    }
  }
  return configs;
}

function parseConfig(raw: unknown): FunctionConfig {
  const parsed = configSchema.safeParse(dropUndefined(raw));
  if (!parsed.success) {
    const id = z.object({ id: z.string() }).safeParse(raw).data?.id ?? 'unknown';
    throw new ExecutorError(
      'FUNCTION_SETTING_UNSUPPORTED',
      `Function "${id}" uses what the embedded executor does not support. ${z.prettifyError(parsed.error)}`,
    );
  }
  const { id, name, triggers, steps, idempotency, concurrency } = parsed.data;
  const config: FunctionConfig = {
    id,
    name,
    maxAttempts: 1 + (steps.step.retries?.attempts ?? DEFAULT_RETRIES),
    events: triggers.flatMap((one) =>
      'event' in one ? [{ event: one.event, expression: one.expression }] : [],
    ),
    crons: triggers.flatMap((one) => ('cron' in one ? [{ cron: one.cron }] : [])),
    concurrency: readLimits(concurrency),
    idempotency,
  };
  for (const { expression } of config.events) if (expression) compileExpression(expression);
  for (const { key } of config.concurrency) if (key) compileExpression(key);
  if (idempotency) compileExpression(idempotency);
  return config;
}

/** A limit of 0 means none, as on an Inngest server. */
function readLimits(raw: z.infer<typeof configSchema>['concurrency']): ConcurrencyLimit[] {
  if (raw === undefined) return [];
  const limits = typeof raw === 'number' ? [{ limit: raw, scope: 'fn' as const }] : [raw].flat();
  return limits
    .filter(({ limit }) => limit > 0)
    .map((one) => ({ limit: one.limit, scope: one.scope, key: 'key' in one ? one.key : undefined }));
}

function dropUndefined(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null) return raw;
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
}
