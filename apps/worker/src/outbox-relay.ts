import type { Core } from '@chopmark/core';
import { relayOutbox } from '@chopmark/core/jobs';
import { Client } from 'pg';

/** A missed notice (a broken connection) costs this much, no more. */
const POLL_MS = 1_000;

/** Hands outbox rows on as soon as their transaction commits: the table's trigger says when. */
export async function startOutboxRelay(core: Core, relayUrl: string): Promise<{ stop(): Promise<void> }> {
  let stopped = false;
  let again = false;
  let running: Promise<void> | undefined;

  const run = async () => {
    do {
      again = false;
      try {
        while ((await relayOutbox(core)) > 0) again = true;
      } catch (error) {
        core.log.warn({ cause: error }, 'the outbox could not be handed on; trying again');
        return;
      }
    } while (again && !stopped);
  };
  const wake = () => {
    again = true;
    if (stopped || running) return;
    running = run().finally(() => {
      running = undefined;
    });
  };
  const listener = createListener(core, relayUrl, wake);
  await listener.ensure();
  const timer = setInterval(() => {
    wake();
    // Polling goes on without it, and says why each time.
    listener.ensure().catch((error) => core.log.warn({ cause: error }, 'the outbox is polled only'));
  }, POLL_MS);
  wake();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await listener.close();
      await running;
    },
  };
}

/** Calls `wake` when the table changes; after a broken connection `ensure` makes a new one. */
function createListener(core: Core, relayUrl: string, wake: () => void) {
  let client: Client | undefined;
  let connecting: Promise<void> | undefined;
  let closed = false;

  const connect = async () => {
    const next = new Client({ connectionString: relayUrl, application_name: 'chopmark outbox' });
    const lost = () => {
      if (client === next) client = undefined;
    };
    next.on('notification', wake);
    next.on('end', lost);
    next.on('error', (error) => {
      lost();
      core.log.warn({ cause: error }, 'the outbox listener lost its connection');
    });
    await next.connect();
    await next.query('listen chopmark_outbox');
    client = next;
  };
  return {
    async ensure() {
      if (client || closed) return;
      connecting ??= connect().finally(() => {
        connecting = undefined;
      });
      await connecting;
    },
    async close() {
      closed = true;
      await connecting?.catch(() => undefined);
      await client?.end();
    },
  };
}
