import path from 'node:path';
import type { Core } from '@chopmark/core';
import { type Logger, pino } from 'pino';
import { createCore, openMasterKeys } from '#server/core-package.ts';
import { env, masterKeyVariables } from './env.ts';

/** Hot reloading evaluates modules anew; connections and worker threads must outlive that. */
const held = globalThis as typeof globalThis & {
  chopmarkCore?: Promise<Core> | undefined;
  chopmarkLog?: Logger;
};

/** The one core of this process. A failed start is tried again by the next request. */
export function getCore(): Promise<Core> {
  held.chopmarkCore ??= startCore().catch((error: unknown) => {
    held.chopmarkCore = undefined;
    throw error;
  });
  return held.chopmarkCore;
}

/** Logs go to standard error as JSON lines. */
export function getLog(): Logger {
  held.chopmarkLog ??= pino({ level: env().LOG_LEVEL, base: { process: 'web' } }, pino.destination(2));
  return held.chopmarkLog;
}

async function startCore(): Promise<Core> {
  const settings = env();
  return createCore({
    database: { appUrl: settings.DATABASE_APP_URL, relayUrl: settings.DATABASE_RELAY_URL },
    masterKeys: await openMasterKeys(masterKeyVariables()),
    publicUrl: settings.PUBLIC_URL,
    // Worker threads load this file themselves; beside the bundle it isn't.
    cpuEntry: path.join(settings.CHOPMARK_ROOT, 'packages/core/src/cpu/tasks.ts'),
    egressAllow: settings.CHOPMARK_EGRESS_ALLOW,
    log: getLog(),
  });
}
