import { spawn } from 'node:child_process';
import { childEnv } from '../../scripts/env.ts';

export type Outcome = { code: number; stdout: string; stderr: string };
export type RunOptions = {
  input?: string;
  /** Added to what is inherited; undefined takes away. */
  env?: Record<string, string | undefined>;
  timeoutMs?: number;
};

const TIMEOUT_MS = 60_000;

/**
 * Runs a program of somebody else's and gives what it said, whatever its exit code.
 * @throws Error when it can't be started, is killed or doesn't end within `timeoutMs`
 */
export function run(program: string, args: string[], options: RunOptions = {}): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const child = spawn(program, args, {
    // Words are compared, so they are wanted in English.
    env: { ...childEnv({ LC_ALL: 'C.UTF-8' }), ...options.env },
    stdio: 'pipe',
    timeout: options.timeoutMs ?? TIMEOUT_MS,
  });
  const said = { stdout: '', stderr: '' };
  for (const channel of ['stdout', 'stderr'] as const) {
    child[channel].setEncoding('utf8').on('data', (text: string) => {
      said[channel] += text;
    });
  }
  // Whoever stops the suite stops what it runs.
  const stop = () => child.kill();
  process.once('exit', stop);
  child.on('error', reject);
  child.on('close', (code, signal) => {
    process.off('exit', stop);
    if (code === null) reject(new Error(`${program} ended with ${signal}: ${said.stderr.slice(-2000)}`));
    else resolve({ code, ...said });
  });
  // A program that ends without reading its input is judged by its exit code.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  return promise;
}

/** Like run, for steps that must succeed. @throws Error with what the program said */
export async function mustRun(program: string, args: string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, options);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
  return stdout;
}
