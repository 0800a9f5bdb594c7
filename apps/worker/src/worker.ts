import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { APP_ID, type Core, type CoreOptions, createCore } from '@chopmark/core';
import { jobFunctions } from '@chopmark/core/jobs';
import { serve as serveFetch } from 'inngest/edge';
import { serve as serveNode } from 'inngest/node';
import type { Logger } from 'pino';
import { createEmbeddedExecutor, type EmbeddedExecutor } from './executor/executor.ts';
import { startOutboxRelay } from './outbox-relay.ts';

export type WorkerOptions = Omit<CoreOptions, 'inngest'> & {
  jobsUrl: string;
  log: Logger;
  /** A real Inngest server drives the functions instead of the embedded executor. */
  inngest?: { baseUrl: string; eventKey: string; signingKey: string; servePort: number };
  /** Seconds after which another process takes over what a dead one was doing. */
  leaseSeconds?: number;
  /** Milliseconds before try `attempt + 1` of a failed step; the executor's own when left out. */
  backoff?: (attempt: number) => number;
};

/** A running worker: the jobs of one installation, done in this process. */
export type Worker = {
  core: Core;
  executor: EmbeddedExecutor | undefined;
  /** Stops taking work, finishes what is under way and closes the connections. */
  stop(): Promise<void>;
};

/** Serves the Inngest functions and hands the outbox on to them. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  return options.inngest ? startDriven(options, options.inngest) : startEmbedded(options);
}

async function startEmbedded(options: WorkerOptions): Promise<Worker> {
  const signingKey = `signkey-embedded-${randomBytes(32).toString('hex')}`;
  const executor = createEmbeddedExecutor({
    databaseUrl: options.jobsUrl,
    log: options.log,
    ...(options.leaseSeconds ? { leaseSeconds: options.leaseSeconds } : {}),
    ...(options.backoff ? { backoff: options.backoff } : {}),
  });
  const core = await createCore({
    ...options,
    inngest: { fetch: executor.fetch, eventKey: 'embedded', signingKey },
  });
  const close = async () => {
    await executor.stop();
    await core.close();
  };
  try {
    const functions = jobFunctions(core);
    const handler = serveFetch({ client: core.inngest, functions });
    await executor.start({ id: APP_ID, handler, functions, signingKey });
    const relay = await startOutboxRelay(core, options.database.relayUrl);
    const stop = async () => {
      await relay.stop();
      await close();
    };
    return { core, executor, stop };
  } catch (error) {
    // A half-started worker would keep its process alive and do nothing.
    await close();
    throw error;
  }
}

async function startDriven(
  options: WorkerOptions,
  inngest: NonNullable<WorkerOptions['inngest']>,
): Promise<Worker> {
  const core = await createCore({ ...options, inngest });
  const functions = jobFunctions(core);
  const relay = await startOutboxRelay(core, options.database.relayUrl);
  const server = createServer(serveNode({ client: core.inngest, functions }));
  await listen(server, inngest.servePort);
  options.log.info({ address: server.address() }, 'the Inngest server may call these functions');
  return {
    core,
    executor: undefined,
    async stop() {
      await relay.stop();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await core.close();
    },
  };
}

const listen = (server: Server, port: number) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
