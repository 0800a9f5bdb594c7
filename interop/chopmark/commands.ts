import { join } from 'node:path';
import { z } from 'zod';
import { type Outcome, type RunOptions, run } from '../outside/run.ts';

const scripts = join(import.meta.dirname, '..', '..', 'scripts');
const DEMO_MS = 240_000;

export type DemoInput = { file: string; out: string; dataFolder: string; level: 'T' | 'LTA' };

/** `npm run demo -- FILE --out DIR --level …` on an installation of the suite's own. */
export function demo({ file, out, dataFolder, level }: DemoInput): Promise<Outcome> {
  const env = { CHOPMARK_DATA: dataFolder, DATABASE_URL: undefined };
  return command('demo.ts', [file, '--out', out, '--level', level], { env, timeoutMs: DEMO_MS });
}

const verification = z.object({
  verdict: z.string(),
  signatures: z.array(
    z.object({
      signer: z.string().nullable(),
      verdict: z.string(),
      level: z.string().nullable(),
      coverage: z.string(),
      trust: z.string(),
      timestamp: z.object({ time: z.string(), trust: z.string(), intact: z.boolean() }).nullable(),
      certification: z.object({ p: z.number() }).optional(),
    }),
  ),
  warnings: z.array(z.unknown()),
});

export type Verification = z.infer<typeof verification> & { exitCode: number; seconds: number };

/** `npm run -s verify -- FILE --trust … --crl … --json`. */
export async function verify(file: string, trust: string, crls: string[]): Promise<Verification> {
  const since = performance.now();
  const lists = crls.flatMap((crl) => ['--crl', crl]);
  const { code, stdout } = await command('verify.ts', [file, '--trust', trust, ...lists, '--json'], {});
  const seconds = (performance.now() - since) / 1000;
  return { ...verification.parse(JSON.parse(stdout)), exitCode: code, seconds };
}

/** As it runs for people: with nothing of what the test runner sets for its own. */
function command(script: string, args: string[], { env, ...options }: RunOptions) {
  return run(process.execPath, ['--disable-warning=ExperimentalWarning', join(scripts, script), ...args], {
    ...options,
    env: { ...env, NODE_ENV: undefined, VITEST: undefined },
  });
}
