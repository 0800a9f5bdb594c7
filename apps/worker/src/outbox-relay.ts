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

  const listener = new Client({ connectionString: relayUrl, application_name: 'chopmark outbox' });
  listener.on('notification', wake);
  listener.on('error', (error) =>
    core.log.warn({ cause: error }, 'the outbox listener lost its connection; polling'),
  );
  await listener.connect();
  await listener.query('listen chopmark_outbox');
  const timer = setInterval(wake, POLL_MS);
  wake();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
      await listener.end();
    },
  };
}
