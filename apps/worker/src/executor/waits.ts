import type { Transaction } from './database.ts';
import type { StoredEvent } from './events.ts';
import { matches } from './expressions.ts';
import type { Horizon, Run } from './runs.ts';

export type FoundEvent = { event: StoredEvent; horizon: Horizon };

type EventRow = { payload: StoredEvent; received_at: string; position: string };

/**
 * Registers a wait, or gives the event it waits for if that has been received since the moment the
 * run's code speaks from. So it makes no difference how long the executor took to get here, or whether
 * it was down, while events from before that moment don't count, as on an Inngest server.
 *
 * The caller holds the event name's lock: an event is routed either before this, and found here, or
 * after it, and finds the wait.
 */
export async function registerWait(
  tx: Transaction,
  run: Run,
  wait: { stepId: string; event: string; expression: string | undefined },
): Promise<FoundEvent | undefined> {
  const earlier = await tx.query<EventRow>(
    `select payload, received_at::text as received_at, position from executor.event
     where name = $1 and (received_at, position) > ($2::timestamptz, $3::bigint)
     order by received_at, position`,
    [wait.event, run.horizon_at, run.horizon_position],
  );
  for (const { payload, received_at, position } of earlier) {
    if (!matches(wait.expression, { event: run.event, async: payload })) continue;
    return { event: payload, horizon: { at: received_at, position } };
  }
  await tx.query(
    `insert into executor.wait (run_id, step_id, event_name, expression, horizon_at, horizon_position)
     values ($1, $2, $3, $4, $5, $6)`,
    [run.id, wait.stepId, wait.event, wait.expression ?? null, run.horizon_at, run.horizon_position],
  );
  return undefined;
}
