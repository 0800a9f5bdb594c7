import { z } from 'zod';
import { eventLock, lockKeyShared, type Transaction } from './database.ts';
import type { Engine } from './engine.ts';
import type { StoredEvent } from './events.ts';
import { matches } from './expressions.ts';
import type { FunctionConfig } from './functions.ts';
import { readError } from './protocol.ts';
import type { EventDelivery } from './queue.ts';
import { DISCOVERY, type Horizon, lockRun, type Memo, queueCall, settleStep, startRun } from './runs.ts';

type EventRow = {
  name: string;
  payload: StoredEvent;
  received_at: string;
  position: string;
  routed: boolean;
};

/** How long an event is put off whose routing failed, so that it doesn't hold up the others. */
const POSTPONE_SECONDS = 5;

/**
 * Takes the next event from the queue and does what it sets off: starts runs, ends waits, tells the run
 * that invoked another. All in one transaction, so an event is routed once. False if there was none.
 */
export async function routeNextEvent(engine: Engine): Promise<boolean> {
  let delivery: EventDelivery | undefined;
  try {
    await engine.database.transaction(async (tx) => {
      delivery = await engine.queue.takeEvent(tx);
      if (!delivery) return;
      await engine.queue.done(tx, delivery);
      await route(engine, tx, delivery.position);
    });
  } catch (error) {
    if (!delivery) throw error;
    engine.log.error(
      { err: error, position: delivery.position },
      'executor could not route an event; it tries again',
    );
    await engine.queue.postpone(delivery, POSTPONE_SECONDS);
  }
  return delivery !== undefined;
}

async function route(engine: Engine, tx: Transaction, position: string): Promise<void> {
  const [row] = await tx.query<EventRow>(
    `select name, payload, received_at::text as received_at, position, routed_at is not null as routed
     from executor.event where position = $1`,
    [position],
  );
  if (!row || row.routed) return;
  await lockKeyShared(tx, eventLock(row.name));
  const marked = await tx.query(
    'update executor.event set routed_at = clock_timestamp() where position = $1 and routed_at is null returning position',
    [position],
  );
  if (marked.length === 0) return;
  const horizon = { at: row.received_at, position: row.position };
  await startTriggered(engine, tx, row.payload, horizon);
  await endWaits(engine, tx, row.payload, horizon);
  if (row.name === 'inngest/function.finished') await tellParent(engine, tx, row.payload, horizon);
}

async function startTriggered(
  engine: Engine,
  tx: Transaction,
  event: StoredEvent,
  horizon: Horizon,
): Promise<void> {
  for (const fn of engine.functions.values()) {
    if (!isTriggered(fn, event)) continue;
    await startRun(engine, tx, { fn, event, horizon, correlation: correlationOf(event) });
  }
}

function isTriggered(fn: FunctionConfig, event: StoredEvent): boolean {
  // A function that hears of its own end would start again for ever.
  if (event.name.startsWith('inngest/function.') && finishedRun(event)?.function_id === fn.id) return false;
  return fn.events.some((trigger) => trigger.event === event.name && matches(trigger.expression, { event }));
}

async function endWaits(
  engine: Engine,
  tx: Transaction,
  event: StoredEvent,
  horizon: Horizon,
): Promise<void> {
  const waits = await tx.query<{
    run_id: string;
    step_id: string;
    expression: string | null;
    event: StoredEvent;
  }>(
    `select w.run_id, w.step_id, w.expression, r.event
     from executor.wait w join executor.run r on r.id = w.run_id
     where w.event_name = $1 and ($2::timestamptz, $3::bigint) > (w.horizon_at, w.horizon_position)
     order by w.run_id, w.step_id`,
    [event.name, horizon.at, horizon.position],
  );
  for (const wait of waits) {
    if (!matches(wait.expression, { event: wait.event, async: event })) continue;
    const run = await lockRun(tx, wait.run_id);
    const [ended] = await tx.query(
      'delete from executor.wait where run_id = $1 and step_id = $2 returning run_id',
      [wait.run_id, wait.step_id],
    );
    if (!run || !ended) continue;
    await tx.query(`delete from executor.timer where run_id = $1 and kind = 'wait' and step_id = $2`, [
      wait.run_id,
      wait.step_id,
    ]);
    const step = { id: wait.step_id, name: wait.step_id, kind: 'wait' } as const;
    if (await settleStep(tx, run, step, { type: 'data', data: event }, horizon)) {
      await queueCall(engine, tx, run, DISCOVERY);
    }
  }
}

const finishedSchema = z.looseObject({
  run_id: z.string(),
  function_id: z.string(),
  error: z.unknown().optional(),
  result: z.unknown().optional(),
});

function finishedRun(event: StoredEvent): z.infer<typeof finishedSchema> | undefined {
  return finishedSchema.safeParse(event.data).data;
}

/** A run that was invoked has ended: its result becomes the invoking step's. */
async function tellParent(
  engine: Engine,
  tx: Transaction,
  event: StoredEvent,
  horizon: Horizon,
): Promise<void> {
  const finished = finishedRun(event);
  if (!finished) return;
  const [child] = await tx.query<{ parent_run_id: string; parent_step_id: string }>(
    `select parent_run_id, parent_step_id from executor.run where id::text = $1 and parent_run_id is not null`,
    [finished.run_id],
  );
  if (!child) return;
  const run = await lockRun(tx, child.parent_run_id);
  if (run?.state !== 'running') return;
  await tx.query(`delete from executor.timer where run_id = $1 and kind = 'invoke' and step_id = $2`, [
    run.id,
    child.parent_step_id,
  ]);
  const memo: Memo = finished.error
    ? { type: 'error', error: readError(finished.error) }
    : { type: 'data', data: finished.result ?? null };
  const step = { id: child.parent_step_id, name: child.parent_step_id, kind: 'invoke' } as const;
  if (await settleStep(tx, run, step, memo, horizon)) await queueCall(engine, tx, run, DISCOVERY);
}

const correlationSchema = z.looseObject({
  correlation: z.string().optional().catch(undefined),
  correlation_id: z.string().optional().catch(undefined),
});

/** What ties runs to a contract or another matter: `data.correlation`; internal events pass theirs on. */
function correlationOf(event: StoredEvent): string | null {
  const data = correlationSchema.safeParse(event.data).data;
  return data?.correlation ?? data?.correlation_id ?? null;
}
