import type { Transaction } from './database.ts';
import type { Engine } from './engine.ts';
import type { RunError } from './errors.ts';
import { type StoredEvent, storeEvents } from './events.ts';
import { keyOf } from './expressions.ts';
import type { ConcurrencyLimit, FunctionConfig } from './functions.ts';

/** A point in the order of received events; a wait matches what comes after it. */
export type Horizon = { at: Date | string; position: string };

/** What the SDK is told about a settled step. */
export type Memo = { type: 'data'; data: unknown } | { type: 'error'; error: RunError };

export type StepKind = 'run' | 'sleep' | 'wait' | 'invoke';

export type Run = {
  id: string;
  function_id: string;
  state: 'running' | 'completed' | 'failed';
  correlation: string | null;
  event: StoredEvent;
  plan_only: boolean;
  settled: number;
  /** As text: a Date would cut the microseconds that order events. */
  horizon_at: string;
  horizon_position: string;
  slot_keys: string[];
  parent_run_id: string | null;
  parent_step_id: string | null;
};

/** The step id of the call that asks the function what to do next. */
export const DISCOVERY = 'step';

const RUN_COLUMNS = `id, function_id, state, correlation, event, plan_only, settled, horizon_at::text as horizon_at,
  horizon_position, slot_keys, parent_run_id, parent_step_id`;

/** The run's row, locked: whoever changes a run's steps, waits, timers or calls holds it first. */
export async function lockRun(tx: Transaction, id: string): Promise<Run | undefined> {
  const [run] = await tx.query<Run>(
    `select ${RUN_COLUMNS} from executor.run where id = $1 for no key update`,
    [id],
  );
  return run;
}

export type NewRun = {
  fn: FunctionConfig;
  event: StoredEvent;
  horizon: Horizon;
  correlation: string | null;
  /** At most one run per function and key. */
  onceFor?: string | undefined;
  parent?: { runId: string; stepId: string };
};

/** Starts a run and queues its first call. Gives no id if its key has one already. */
export async function startRun(engine: Engine, tx: Transaction, input: NewRun): Promise<string | undefined> {
  const { fn, event, parent } = input;
  const id = engine.newId();
  const variables = { event };
  const key =
    input.onceFor ?? (fn.idempotency && !parent ? `key:${keyOf(fn.idempotency, variables)}` : undefined);
  if (key !== undefined && !(await takeKey(engine, tx, fn.id, key, id))) return undefined;
  const slotKeys = fn.concurrency.map((limit) => slotKey(fn.id, limit, variables));
  await tx.query(
    `insert into executor.run (id, function_id, correlation, event, horizon_at, horizon_position, slot_keys,
       parent_run_id, parent_step_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      id,
      fn.id,
      input.correlation,
      JSON.stringify(event),
      input.horizon.at,
      input.horizon.position,
      slotKeys,
      parent?.runId ?? null,
      parent?.stepId ?? null,
    ],
  );
  await queueCall(engine, tx, { id, slot_keys: slotKeys }, DISCOVERY);
  return id;
}

async function takeKey(engine: Engine, tx: Transaction, functionId: string, key: string, runId: string) {
  const expires = new Date(engine.clock().getTime() + engine.settings.idempotencyHours * 3_600_000);
  const taken = await tx.query(
    `insert into executor.idempotency (function_id, key, run_id, expires_at) values ($1, $2, $3, $4)
     on conflict (function_id, key) do update set run_id = excluded.run_id, expires_at = excluded.expires_at
       where idempotency.expires_at <= $5
     returning run_id`,
    [functionId, key, runId, expires, engine.clock()],
  );
  return taken.length === 1;
}

function slotKey(functionId: string, limit: ConcurrencyLimit, variables: Record<string, unknown>): string {
  const owner = limit.scope === 'fn' ? functionId : limit.scope;
  return JSON.stringify([owner, limit.key ?? '', limit.key ? keyOf(limit.key, variables) : '']);
}

/**
 * Queues a call unless one like it is on its way. To a call that is being made now, what settled since
 * is unknown: it is made again afterwards.
 */
export async function queueCall(
  engine: Engine,
  tx: Transaction,
  run: CallOwner,
  stepId: string,
): Promise<void> {
  const callId = engine.newId();
  const jobId = engine.newId();
  const [call] = await tx.query<{ id: string }>(
    `insert into executor.call (id, run_id, step_id, state, job_id) values ($1, $2, $3, 'queued', $4)
     on conflict (run_id, step_id) do update set again = call.again or call.state = 'claimed'
     returning id`,
    [callId, run.id, stepId, jobId],
  );
  if (call?.id !== callId) return;
  await engine.queue.sendCall(tx, jobId, { callId, runId: run.id, slotKeys: run.slot_keys });
}

/** Puts an existing call back into the queue, under a new delivery. */
export async function requeueCall(
  engine: Engine,
  tx: Transaction,
  run: CallOwner,
  callId: string,
): Promise<void> {
  const jobId = engine.newId();
  await tx.query(
    `update executor.call set state = 'queued', job_id = $2, lease_token = null, lease_until = null,
       claimed_at = null, parked_on = null, again = false, changed_at = clock_timestamp()
     where id = $1`,
    [callId, jobId],
  );
  await engine.queue.sendCall(tx, jobId, { callId, runId: run.id, slotKeys: run.slot_keys });
}

type CallOwner = Pick<Run, 'id' | 'slot_keys'>;

/**
 * Records a step's result and moves the run's horizon to where the result comes from. Says whether the
 * run has to be asked what comes next: when steps race, or when nothing else is pending that must end first.
 */
export async function settleStep(
  tx: Transaction,
  run: Run,
  step: { id: string; name: string; kind: StepKind },
  memo: Memo,
  horizon: Horizon,
): Promise<boolean> {
  const [moved] = await tx.query<
    Pick<Run, 'settled' | 'horizon_at' | 'horizon_position'> & { race: boolean; pending: boolean }
  >(
    `with step as (
       insert into executor.step as step (run_id, id, name, kind, state, memo, seen, settled, ended_at)
       values ($1, $2, $3, $4, $5, $6, $7, $7 + 1, clock_timestamp())
       on conflict (run_id, id) do update set state = excluded.state, memo = excluded.memo,
         settled = excluded.settled, ended_at = excluded.ended_at where step.state = 'pending'
       returning race
     )
     update executor.run set settled = $7 + 1,
       horizon_position = case when ($8::timestamptz, $9::bigint) > (horizon_at, horizon_position)
         then $9::bigint else horizon_position end,
       horizon_at = greatest(horizon_at, $8::timestamptz)
     from step where run.id = $1
     returning run.settled, horizon_at::text as horizon_at, horizon_position, step.race, exists (
       select from executor.step other where other.run_id = $1 and other.id <> $2 and other.state = 'pending'
           and not other.race) as pending`,
    [
      run.id,
      step.id,
      step.name,
      step.kind,
      memo.type === 'data' ? 'done' : 'failed',
      JSON.stringify(memo),
      run.settled,
      horizon.at,
      horizon.position,
    ],
  );
  if (!moved) return false;
  run.settled = moved.settled;
  run.horizon_at = moved.horizon_at;
  run.horizon_position = moved.horizon_position;
  return moved.race || !moved.pending;
}

export type Ending = { state: 'completed'; output: unknown } | { state: 'failed'; error: RunError };

/**
 * Ends a run: what it waited for is forgotten, and the internal events of Inngest tell others, among
 * them the failure handler and the run that invoked it.
 */
export async function endRun(engine: Engine, tx: Transaction, run: Run, ending: Ending): Promise<void> {
  const output = ending.state === 'completed' ? JSON.stringify(ending.output ?? null) : null;
  const error = ending.state === 'failed' ? ending.error : undefined;
  await tx.query(
    `update executor.run set state = $2, output = $3, error = $4, ended_at = clock_timestamp() where id = $1`,
    [run.id, ending.state, output, error ? JSON.stringify(error) : null],
  );
  await tx.query(
    `with calls as (delete from executor.call where run_id = $1), waits as (delete from executor.wait where run_id = $1)
     delete from executor.timer where run_id = $1`,
    [run.id],
  );
  run.state = ending.state;
  const data = {
    function_id: run.function_id,
    run_id: run.id,
    correlation_id: run.correlation,
    event: run.event,
  };
  const finished = error
    ? { ...data, error }
    : { ...data, result: ending.state === 'completed' ? ending.output : null };
  await storeEvents(engine, tx, [
    ...(error ? [{ name: 'inngest/function.failed', data: { ...data, error } }] : []),
    { name: 'inngest/function.finished', data: finished },
  ]);
  if (error) {
    engine.log.error({ runId: run.id, functionId: run.function_id, err: error }, 'run failed');
  }
}
