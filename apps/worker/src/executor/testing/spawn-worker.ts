import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EmbeddedExecutorOptions } from '../executor.ts';

export type WorkerProcess = { process: ChildProcess; started: Promise<void>; kill(): Promise<void> };

/** Starts an executor with the crash functions in a process of its own. */
export function spawnWorker(databaseUrl: string, options: Partial<EmbeddedExecutorOptions>): WorkerProcess {
  const script = fileURLToPath(new URL('./worker-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, databaseUrl, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const started = Promise.race([once(child.stdout, 'data'), exited]).then(() => undefined);
  return {
    process: child,
    started,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
