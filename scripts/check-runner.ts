import { spawn } from 'node:child_process';
import { childEnv } from './env.ts';

/** What a runner found. Every part of `npm test` and `npm run test:interop` ends in one of these. */
export type Tally = { passed: number; failed: number; skipped: number };

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0 };

export function add(...tallies: Tally[]): Tally {
  return tallies.reduce((sum, each) => ({
    passed: sum.passed + each.passed,
    failed: sum.failed + each.failed,
    skipped: sum.skipped + each.skipped,
  }));
}

/** The closing line: one for a whole run. */
export const closingLine = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

export type Run = { code: number | null; output: string };

/** Runs a program of the project to its end; `show` lets its output through. */
export function run(
  program: string,
  args: string[],
  options: { cwd: string; env?: Record<string, string>; show?: boolean },
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: childEnv(options.env ?? {}),
      stdio: options.show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** One program that is good or not, as one check: its output is shown only when it isn't. */
export async function check(name: string, program: string, args: string[], cwd: string): Promise<Tally> {
  const since = performance.now();
  const { code, output } = await run(program, args, { cwd });
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (code === 0) return { ...nothing, passed: 1 };
  console.log(output);
  return { ...nothing, failed: 1 };
}
