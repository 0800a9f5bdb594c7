import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { childEnv } from '../../scripts/env.ts';
import type { PyHankoEnvironment } from './pyhanko-environment.ts';

const started = z.object({
  endpoint: z.url(),
  region: z.string(),
  keys: z.tuple([z.string(), z.string()]),
  aws_access_key_id: z.string(),
  aws_secret_access_key: z.string(),
});

export type MotoKms = {
  /** ARNs. */
  keys: [string, string];
  /** The variables that make it the installation's master key provider, for these of its keys. */
  variables(keys: readonly string[]): Record<string, string>;
  close(): void;
};

/** AWS KMS as moto, the AWS double of the Python world, speaks it: a process beside this one. */
export async function motoKms(environment: PyHankoEnvironment): Promise<MotoKms | { skipped: string }> {
  if ('skipped' in environment) return environment;
  if ('failed' in environment) throw new Error(`moto could not be installed: ${environment.failed}`);
  const script = join(import.meta.dirname, 'kms_server.py');
  const child = spawn(environment.python, [script], { env: childEnv({}), stdio: 'pipe' });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-2000);
  });
  const { value } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  if (value === undefined) throw new Error(`moto did not start: ${complaints}`);
  const { endpoint, region, keys, ...credentials } = started.parse(JSON.parse(value));
  return {
    keys,
    variables: (names) => ({
      CHOPMARK_MASTER_KEY_PROVIDER: 'aws-kms',
      CHOPMARK_KMS_REGION: region,
      CHOPMARK_KMS_KEYS: names.join(','),
      CHOPMARK_KMS_ENDPOINT: endpoint,
      CHOPMARK_KMS_ACCESS_KEY_ID: credentials.aws_access_key_id,
      CHOPMARK_KMS_SECRET_ACCESS_KEY: credentials.aws_secret_access_key,
    }),
    // It ends when its input does.
    close: () => void child.stdin.end(),
  };
}
