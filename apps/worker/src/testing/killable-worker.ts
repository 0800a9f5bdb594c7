import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The real worker in a process of its own, ready to be killed. */
export type KillableWorker = { process: ChildProcess; ready: Promise<void>; kill(): Promise<void> };

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Starts apps/worker/src/main.ts. Its environment is nothing but what is given here. */
export function spawnWorker(env: Record<string, string>): KillableWorker {
  const child = fork(MAIN, { env: { PATH: process.env.PATH ?? '', ...env }, execArgv: [] });
  const exited = once(child, 'exit');
  const ready = Promise.race([
    once(child, 'message').then(() => undefined),
    exited.then(([code, signal]) => {
      throw new Error(`the worker ended before it was ready (${code ?? signal})`);
    }),
  ]);
  // Killed while it starts, it never gets ready: nobody need be told.
  ready.catch(() => undefined);
  return {
    process: child,
    ready,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
