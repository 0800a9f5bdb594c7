import { z } from 'zod';

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL');

/** Every variable the site reads. docs/ lists them for operators. */
const schema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  /** Connection of the role that is bound by row-level security. */
  DATABASE_APP_URL: postgresUrl,
  /** Connection of the role that reads the platform tables only. */
  DATABASE_RELAY_URL: postgresUrl,
  /** The data folder. */
  CHOPMARK_DATA: z.string().min(1),
  /** Root of the installation: the worker threads' code is found from there. */
  CHOPMARK_ROOT: z.string().min(1),
  /** Where people reach the site; an origin, without a path. */
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => new URL(url).pathname === '/', 'must have no path')
    .transform((url) => new URL(url).origin),
  /** Encrypts the log-in cookie. */
  NEXTAUTH_SECRET: z.string().min(32, 'must have at least 32 characters'),
  /** Who may read the sandbox mailbox: everyone (a demo), or operators. */
  CHOPMARK_MAILBOX: z.enum(['open', 'operator']).default('operator'),
  /** How many trusted proxies stand in front and add to X-Forwarded-For. */
  CHOPMARK_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
  /** Hosts, addresses and networks, with commas between, that providers may reach although they aren't public. */
  CHOPMARK_EGRESS_ALLOW: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((entry) => entry.trim() || [])),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type Env = z.output<typeof schema>;

/** Parses an environment. @throws Error naming every variable that is missing or wrong, never a value */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`the environment is not complete: ${problems.join('; ')}`);
}

let cached: Env | undefined;

/** The process's environment, parsed at first use: a build needs none of it. */
export function env(): Env {
  if (cached) return cached;
  cached = parseEnv(process.env);
  // next-auth reads its own address nowhere but here.
  process.env.NEXTAUTH_URL = cached.PUBLIC_URL;
  return cached;
}

/** The variables of the master keys; `openMasterKeys` knows and checks them. */
export function masterKeyVariables(source: Record<string, string | undefined> = process.env) {
  const named = Object.entries(source).filter(([name]) => /^CHOPMARK_(MASTER_KEY|KMS_|PKCS11_)/.test(name));
  return Object.fromEntries(named);
}

/** Known at build time, when the rest isn't. */
export const isDevelopment = process.env.NODE_ENV === 'development';
