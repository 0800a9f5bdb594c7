import { openMasterKeys } from '@chopmark/core';
import { pino } from 'pino';
import { masterKeyVariables, readEnv } from './env.ts';
import { serveMetrics } from './metrics-server.ts';
import { startWorker } from './worker.ts';

const env = readEnv();
const log = pino({ level: env.LOG_LEVEL, base: { process: 'worker' } }, pino.destination(2));
const { INNGEST_BASE_URL: baseUrl, INNGEST_EVENT_KEY: eventKey, INNGEST_SIGNING_KEY: signingKey } = env;

const worker = await startWorker({
  database: { appUrl: env.DATABASE_APP_URL, relayUrl: env.DATABASE_RELAY_URL },
  jobsUrl: env.DATABASE_JOBS_URL,
  masterKeys: await openMasterKeys(masterKeyVariables()),
  publicUrl: env.PUBLIC_URL,
  leaseSeconds: env.CHOPMARK_LEASE_SECONDS,
  ...(env.CHOPMARK_KEY_POOL ? { keyPool: env.CHOPMARK_KEY_POOL } : {}),
  egressAllow: env.CHOPMARK_EGRESS_ALLOW,
  log,
  ...(baseUrl && eventKey && signingKey
    ? { inngest: { baseUrl, eventKey, signingKey, servePort: env.CHOPMARK_WORKER_PORT } }
    : {}),
});
const listen = env.CHOPMARK_METRICS_LISTEN;
const metrics = listen && (await serveMetrics(worker.core, listen));
log.info({ engine: worker.executor ? 'embedded' : 'inngest' }, 'worker ready');
// Tells the process that started us, where there is one.
process.send?.('ready');

let stopping = false;
const stop = async () => {
  if (stopping) return;
  stopping = true;
  await metrics?.close();
  await worker.stop();
  process.exit(0);
};
// `disconnect`: the process that started us is gone, however it ended; nobody else would stop us.
for (const end of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(end, stop);
