import { type Core, openMasterKeys } from '@chopmark/core';
import type { Installation } from '@chopmark/worker/installation';
import { startWorker } from '@chopmark/worker/worker';
import { pino } from 'pino';
import { masterKeyVariables } from './env.ts';

/** Runs a worker in this process as long as the work takes; what it has to complain about goes to standard error. */
export async function withWorker<T>(
  { folder, urls }: Installation,
  publicUrl: string,
  work: (core: Core) => Promise<T>,
): Promise<T> {
  const worker = await startWorker({
    database: { appUrl: urls.app, relayUrl: urls.relay },
    jobsUrl: urls.jobs,
    masterKeys: await openMasterKeys(masterKeyVariables(folder)),
    publicUrl,
    log: pino({ level: 'warn' }, pino.destination(2)),
  });
  try {
    return await work(worker.core);
  } finally {
    await worker.stop();
  }
}
