import { join } from 'node:path';
import { z } from 'zod';
import { type Outcome, type RunOptions, run } from '../outside/run.ts';

const scripts = join(import.meta.dirname, '..', '..', 'scripts');
const DEMO_MS = 1_200_000;

export type DemoInput = {
  files: string[];
  out: string;
  dataFolder: string;
  port: number;
  options?: string[];
};

/** `npm run demo -- FILE… --out DIR …` on an installation of the suite's own. */
export function demo({ files, out, dataFolder, port, options = [] }: DemoInput): Promise<Outcome> {
  const env = {
    CHOPMARK_DATA: dataFolder,
    DATABASE_URL: undefined,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  };
  return command('demo.ts', [...files, '--out', out, ...options], { env, timeoutMs: DEMO_MS });
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
