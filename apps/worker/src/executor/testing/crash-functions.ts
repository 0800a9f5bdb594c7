import { randomUUID } from 'node:crypto';
import type { Inngest } from 'inngest';
import type { Pool } from 'pg';
import { sleep } from './harness.ts';

/** The table crash tests write their effects to. */
export const EFFECT_TABLE = `create table public.effect (id text primary key, nonce text, process int, tries int not null default 1);
  grant all on public.effect to public`;

/**
 * Functions whose steps leave an effect each, idempotent by id. A step's result is a nonce of that very
 * try, and the next step notes it: so a test sees if results of two tries were ever mixed.
 */
export function crashFunctions(inngest: Inngest, pool: Pool) {
  const effect = async (id: string, nonce = '') => {
    await pool.query(
      `insert into public.effect (id, nonce, process) values ($1, $2, $3)
       on conflict (id) do update set nonce = excluded.nonce, process = excluded.process, tries = effect.tries + 1`,
      [id, nonce, process.pid],
    );
    await sleep(20);
    return randomUUID();
  };
  return [
    inngest.createFunction({ id: 'chain', triggers: [{ event: 'chain' }] }, async ({ event, step }) => {
      const { key } = event.data;
      const a = await step.run('a', () => effect(`${key}/a`));
      const b = await step.run('b', () => effect(`${key}/b`, a));
      const c = await step.run('c', () => effect(`${key}/c`, b));
      return { a, b, c };
    }),
    inngest.createFunction(
      { id: 'fan', triggers: [{ event: 'fan' }], concurrency: { limit: 2, key: 'event.data.group' } },
      async ({ event, step }) => {
        const { key } = event.data;
        const nonces = await Promise.all(['x', 'y'].map((id) => step.run(id, () => effect(`${key}/${id}`))));
        await step.sleep('pause', '1s');
        const done = await step.waitForEvent('go', { event: 'go', match: 'data.key', timeout: '1h' });
        await step.run('end', () => effect(`${key}/end`, nonces.join()));
        return { nonces, heard: done !== null };
      },
    ),
    inngest.createFunction({ id: 'slow', triggers: [{ event: 'slow' }] }, async ({ event, step }) => {
      const by = await step.run('work', async () => {
        await effect(`${event.data.key}/${process.pid}`);
        await sleep(event.data.milliseconds);
        return process.pid;
      });
      return step.run('after', () => `after ${by}`);
    }),
    inngest.createFunction({ id: 'poison', triggers: [{ event: 'poison' }] }, async ({ step }) =>
      step.run('die', () => process.kill(process.pid, 'SIGKILL')),
    ),
  ];
}
