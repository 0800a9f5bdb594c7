import { z } from 'zod';

const optionalText = z.string().min(1).optional();

const marks = z
  .object({ low: z.number(), high: z.number() })
  .refine(({ low, high }) => low <= high, 'has a low mark above its high mark');

const keyPool = z
  .string()
  .regex(
    /^[a-z0-9-]+=\d{1,4}-\d{1,4}(,[a-z0-9-]+=\d{1,4}-\d{1,4})*$/,
    'must look like rsa-2048=8-24,rsa-3072=4-12',
  )
  .transform((value) =>
    Object.fromEntries(
      value.split(',').map((each) => {
        const [, algorithm = '', low, high] = /^(.+)=(\d+)-(\d+)$/.exec(each) ?? [];
        return [algorithm, { low: Number(low), high: Number(high) }];
      }),
    ),
  )
  .pipe(z.partialRecord(z.enum(['rsa-2048', 'rsa-3072', 'ec-p256', 'ec-p384', 'sm2']), marks))
  .optional();

/** `HOST:PORT`; an IPv6 address in brackets. */
const listenAddress = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/, 'must look like 127.0.0.1:9464')
  .transform((value) => {
    const colon = value.lastIndexOf(':');
    return { host: value.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(value.slice(colon + 1)) };
  })
  .refine(({ port }) => port <= 65535, 'has no such port')
  .optional();

/** Every variable the worker reads; docs/ lists them for operators. */
const schema = z.object({
  DATABASE_APP_URL: z.string().min(1),
  DATABASE_RELAY_URL: z.string().min(1),
  DATABASE_JOBS_URL: z.string().min(1),
  PUBLIC_URL: z.url().transform((url) => new URL(url).origin),
  INNGEST_BASE_URL: optionalText,
  INNGEST_EVENT_KEY: optionalText,
  INNGEST_SIGNING_KEY: optionalText,
  /** Where a real Inngest server reaches the functions, under /api/inngest. */
  CHOPMARK_WORKER_PORT: z.coerce.number().int().min(1).max(65535).default(3100),
  /** Seconds after which another process takes over what a dead one was doing. */
  CHOPMARK_LEASE_SECONDS: z.coerce.number().positive().max(600).default(30),
  /** How many keys are made in advance, e.g. `rsa-2048=8-24`: below 8 the pool is filled up to 24. */
  CHOPMARK_KEY_POOL: keyPool,
  /** Where monitoring reads this process's metrics, under /metrics; nowhere when left out. */
  CHOPMARK_METRICS_LISTEN: listenAddress,
  /** Hosts, addresses and networks, with commas between, that providers may reach although they aren't public. */
  CHOPMARK_EGRESS_ALLOW: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((entry) => entry.trim() || [])),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type WorkerEnv = z.output<typeof schema>;

/** @throws Error naming every variable that is missing or wrong, never a value */
export function readEnv(source: Record<string, string | undefined> = process.env): WorkerEnv {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`the environment is not complete: ${problems.join('; ')}`);
}

/** The variables of the master keys; `openMasterKeys` knows and checks them. */
export function masterKeyVariables(source: Record<string, string | undefined> = process.env) {
  const named = Object.entries(source).filter(([name]) => /^CHOPMARK_(MASTER_KEY|KMS_|PKCS11_)/.test(name));
  return Object.fromEntries(named);
}
