import { join } from 'node:path';
import { z } from 'zod';

const root = join(import.meta.dirname, '..');

/** What the commands read from the environment; docs/environment.md lists it. */
const schema = z.object({
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: z.url().optional(),
  CHOPMARK_DATA: z.string().min(1).default(join(root, '.chopmark')),
  DATABASE_URL: z.string().min(1).optional(),
  CHOPMARK_MAILBOX: z.enum(['open', 'operator']).optional(),
  CI: z.string().optional(),
});

/** @throws Error that names the variable that is wrong */
export function readEnv() {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) {
    throw new Error(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    );
  }
  return { ...parsed.data, root };
}

export type ScriptEnv = ReturnType<typeof readEnv>;

/** The environment a child process inherits, with more on top. */
export function childEnv(more: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...more };
}

/** The variables of the master keys: those of the environment, and the data folder's own key. */
export function masterKeyVariables(folder: { masterKeyFile: string }): Record<string, string | undefined> {
  return { ...process.env, CHOPMARK_MASTER_KEY_FILE: folder.masterKeyFile };
}
