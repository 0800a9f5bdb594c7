import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { childEnv } from './env.ts';

/** A check that failed and what it said. */
export type Failure = { name: string; message: string };

/** What a runner found. Every part of `npm test` and `npm run test:interop` ends in one of these. */
export type Tally = { passed: number; failed: number; skipped: number; failures: Failure[] };

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** A tally of one failure. */
export const failedWith = (name: string, message: string): Tally => ({
  ...nothing,
  failed: 1,
  failures: [{ name, message }],
});

export function add(...tallies: Tally[]): Tally {
  return tallies.reduce((sum, each) => ({
    passed: sum.passed + each.passed,
    failed: sum.failed + each.failed,
    skipped: sum.skipped + each.skipped,
    failures: [...sum.failures, ...each.failures],
  }));
}

const SHOWN_LINES = 30;

/** The closing words of a whole run: every failure again, so that nobody searches for it, and one line of totals. */
export function closingLines({ passed, failed, skipped, failures }: Tally): string {
  const again = failures.map(({ name, message }) => {
    const lines = stripVTControlCharacters(message).trim().split('\n');
    return `✗ ${name}\n${lines.slice(0, SHOWN_LINES).join('\n')}\n`;
  });
  return [
    ...(again.length > 0 ? ['Failed:', ...again] : []),
    `${passed} passed, ${failed} failed, ${skipped} skipped`,
  ].join('\n');
}

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
  return failedWith(name, output);
}
