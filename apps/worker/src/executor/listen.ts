import type { Client } from 'pg';
import type { Engine } from './engine.ts';
import { NOTIFY_CHANNEL } from './events.ts';

const RECONNECT_MS = 1000;

/** Hears other processes' events at once. Without the connection polling goes on, so a loss costs only time. */
export function listen(engine: Engine, onNotify: () => void): { close(): Promise<void> } {
  let closed = false;
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  const again = () => {
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(connect, RECONNECT_MS);
  };
  const connect = async () => {
    try {
      const opened = await engine.database.connect();
      client = opened;
      opened.on('error', (error) => engine.log.warn({ err: error }, 'executor lost its LISTEN connection'));
      opened.on('end', again);
      opened.on('notification', onNotify);
      await opened.query(`listen ${NOTIFY_CHANNEL}`);
      onNotify();
    } catch (error) {
      engine.log.warn({ err: error }, 'executor could not LISTEN; it polls until it can');
      again();
    }
  };
  const first = connect();

  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await first;
      await client?.end();
    },
  };
}
