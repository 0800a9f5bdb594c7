import type { Engine } from './engine.ts';
import { lockRun, requeueCall } from './runs.ts';

/** Deliveries older than this whose job is gone were lost: by hand, or by a restore of one schema only. */
const OVERDUE_SECONDS = 30;
/** Events are remembered this long, so that sending one again changes nothing. */
const EVENT_DAYS = 8;
const BATCH = 50;
const PURGE_BATCH = 2000;

/** Queues again what waits for a delivery that does not exist. */
export async function redeliver(engine: Engine): Promise<void> {
  const calls = await engine.database.query<{ id: string; run_id: string; job_id: string }>(
    `select id, run_id, job_id from executor.call where state = 'queued'
       and changed_at < clock_timestamp() - make_interval(secs => $1) order by changed_at limit $2`,
    [OVERDUE_SECONDS, BATCH],
  );
  const waiting = await engine.queue.waiting(calls.map(({ job_id }) => job_id));
  for (const call of calls.filter(({ job_id }) => !waiting.has(job_id))) {
    await engine.database.transaction(async (tx) => {
      const run = await lockRun(tx, call.run_id);
      const [still] = await tx.query(
        `select id from executor.call where id = $1 and job_id = $2 and state = 'queued' for update`,
        [call.id, call.job_id],
      );
      if (run && still) await requeueCall(engine, tx, run, call.id);
    });
  }
  await redeliverEvents(engine);
}

async function redeliverEvents(engine: Engine): Promise<void> {
  const events = await engine.database.query<{ position: string }>(
    `select position from executor.event where routed_at is null
       and received_at < clock_timestamp() - make_interval(secs => $1) order by received_at limit $2`,
    [OVERDUE_SECONDS, BATCH],
  );
  const waiting = await engine.queue.waitingEvents(events.map(({ position }) => position));
  // A second delivery of an event that is being routed right now finds it routed.
  for (const { position } of events.filter((one) => !waiting.has(one.position))) {
    await engine.database.transaction((tx) => engine.queue.sendEvent(tx, position));
  }
}

/** Deletes what has served its time: old events, expired keys, runs that ended long ago. */
export async function purge(engine: Engine): Promise<void> {
  const { database, settings } = engine;
  await database.query(
    `delete from executor.event where position in (select position from executor.event
       where routed_at is not null and received_at < clock_timestamp() - make_interval(days => $1) limit $2)`,
    [EVENT_DAYS, PURGE_BATCH],
  );
  await database.query('delete from executor.idempotency where expires_at < $1', [engine.clock()]);
  await database.query(
    `delete from executor.run where id in (select id from executor.run
       where ended_at < clock_timestamp() - make_interval(days => $1) limit $2)`,
    [settings.retentionDays, PURGE_BATCH],
  );
  await engine.queue.maintain();
}
