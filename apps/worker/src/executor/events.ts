import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Transaction } from './database.ts';
import type { Engine } from './engine.ts';

const eventSchema = z.looseObject({
  name: z.string().min(1),
  data: z.unknown().optional(),
  id: z.string().nullish(),
  ts: z.number().nullish(),
});

export const eventsSchema = z.union([z.array(eventSchema), eventSchema.transform((one) => [one])]);

export type SentEvent = z.infer<typeof eventSchema>;

/** An event as functions see it. */
export type StoredEvent = { name: string; id: string; ts: number; data: unknown; [key: string]: unknown };

/** Tells processes that execute that there is something to do. */
export const NOTIFY_CHANNEL = 'chopmark_executor';

/**
 * Stores events and queues each for routing. An event whose name and id are known already is left
 * alone, so sending again changes nothing. Returns the ids in the order given.
 */
export async function storeEvents(
  engine: Engine,
  tx: Transaction,
  events: readonly SentEvent[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const sent of events) {
    const event: StoredEvent = {
      ...sent,
      id: sent.id || engine.newId(),
      ts: sent.ts || engine.clock().getTime(),
      data: sent.data ?? {},
    };
    const [inserted] = await tx.query<{ position: string }>(
      `insert into executor.event (name, id, payload) values ($1, $2, $3)
       on conflict (name, id) do nothing returning position`,
      [event.name, event.id, JSON.stringify(event)],
    );
    if (inserted) await engine.queue.sendEvent(tx, inserted.position);
    ids.push(event.id);
  }
  await tx.query('select pg_notify($1, $2)', [NOTIFY_CHANNEL, 'events']);
  return ids;
}

/**
 * A `fetch` for `new Inngest({ fetch })`: events sent land in the database. The SDK sends again when it
 * got no answer, under the same seed; ids derived from the seed keep that from counting twice.
 */
export function createEventFetch(engine: Engine): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    if (request.method !== 'POST' || !pathname.startsWith('/e/')) {
      return refuse(404, `The embedded executor has no ${request.method} ${pathname}; it only takes events.`);
    }
    const parsed = eventsSchema.safeParse(await request.json().catch(() => undefined));
    if (!parsed.success) return refuse(400, `Not a list of events. ${z.prettifyError(parsed.error)}`);
    const seed = request.headers.get('x-inngest-event-id-seed');
    const events = parsed.data.map((event, index) => ({
      ...event,
      id: event.id || (seed && seededId(seed, index)),
    }));
    try {
      await engine.queue.open();
      const ids = await engine.database.transaction((tx) => storeEvents(engine, tx, events));
      return Response.json({ ids, status: 200 });
    } catch (error) {
      engine.log.error({ err: error }, 'executor could not store events');
      return refuse(500, 'The events could not be stored; the database did not take them.');
    }
  };
}

function seededId(seed: string, index: number): string {
  return createHash('sha256').update(`${seed},${index}`).digest('hex').slice(0, 32);
}

function refuse(status: number, error: string): Response {
  return Response.json({ error, status }, { status });
}
