import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RotationTask } from './rotation-process.ts';

/**
 * Does the work in processes of their own: the first is killed when a third of it is done, the next at two thirds, the last
 * ends it. @returns how many were killed in the middle
 */
export async function killedTwice(
  task: RotationTask,
  left: () => Promise<number>,
  afterEachKill: () => Promise<void>,
): Promise<number> {
  const whole = await left();
  let kills = 0;
  for (const part of [2 / 3, 1 / 3, 0]) {
    const child = await started(task);
    const ended = once(child, 'exit');
    child.send('go');
    while (part > 0 && child.exitCode === null && (await left()) > whole * part) await sleep(2);
    if (part > 0) child.kill('SIGKILL');
    const [code] = await ended;
    if (code === 0) return kills;
    if (part === 0) throw new Error(`the last process ended with ${code}`);
    kills += 1;
    await afterEachKill();
  }
  return kills;
}

/** Ready to work: what it costs to start is over. */
async function started(task: RotationTask): Promise<ChildProcess> {
  const child = fork(new URL('./rotation-process.ts', import.meta.url), { execArgv: [] });
  // Whoever stops the tests stops it too.
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  child.once('exit', () => process.off('exit', stop));
  const { appUrl, relayUrl } = task.database;
  child.send({ ...task, database: { appUrl, relayUrl } });
  await once(child, 'message');
  return child;
}
