import type { Transaction } from './database.ts';
import type { Engine } from './engine.ts';
import {
  DISCOVERY,
  lockRun,
  type Memo,
  queueCall,
  type Run,
  requeueCall,
  type StepKind,
  settleStep,
} from './runs.ts';

export type TimerKind = 'sleep' | 'wait' | 'invoke' | 'retry';

type Timer = { run_id: string; kind: TimerKind; step_id: string; due_at: Date };

const BATCH = 20;

export async function setTimer(
  tx: Transaction,
  runId: string,
  kind: TimerKind,
  stepId: string,
  due: Date,
): Promise<void> {
  await tx.query(
    `insert into executor.timer (run_id, kind, step_id, due_at) values ($1, $2, $3, $4)
     on conflict (run_id, kind, step_id) do update set due_at = excluded.due_at`,
    [runId, kind, stepId, due],
  );
  tx.wake('timers');
}

/** Fires timers that are due, each in a transaction of its own. Says how many there were. */
export async function fireDueTimers(engine: Engine): Promise<number> {
  const due = await engine.database.query<Timer>(
    'select run_id, kind, step_id, due_at from executor.timer where due_at <= $1 order by due_at limit $2',
    [engine.clock(), BATCH],
  );
  for (const timer of due) await engine.database.transaction((tx) => fire(engine, tx, timer));
  return due.length;
}

/** When the next timer or cron tick is due. */
export async function nextDue(engine: Engine): Promise<Date | undefined> {
  const [row] = await engine.database.query<{ due: Date | null }>(
    `select least((select min(due_at) from executor.timer),
       (select min(next_at) from executor.cron where function_id = any($1::text[]))) as due`,
    [[...engine.functions.keys()]],
  );
  return row?.due ?? undefined;
}

async function fire(engine: Engine, tx: Transaction, timer: Timer): Promise<void> {
  const run = await lockRun(tx, timer.run_id);
  // Another process may have fired it, or what it watched over may have happened, since it was read.
  const [taken] = await tx.query(
    `delete from executor.timer where run_id = $1 and kind = $2 and step_id = $3 and due_at = $4 returning run_id`,
    [timer.run_id, timer.kind, timer.step_id, timer.due_at],
  );
  if (!run || !taken) return;
  if (timer.kind === 'retry') return retry(engine, tx, run, timer);
  if (timer.kind === 'wait') {
    await tx.query('delete from executor.wait where run_id = $1 and step_id = $2', [run.id, timer.step_id]);
  }
  if (await settle(tx, run, timer)) await queueCall(engine, tx, run, DISCOVERY);
}

async function retry(engine: Engine, tx: Transaction, run: Run, timer: Timer): Promise<void> {
  const [call] = await tx.query<{ id: string }>(
    `select id from executor.call where run_id = $1 and step_id = $2 and state = 'backoff'`,
    [timer.run_id, timer.step_id],
  );
  if (call) await requeueCall(engine, tx, run, call.id);
}

const TIMED_OUT: Memo = {
  type: 'error',
  error: {
    name: 'InngestInvokeTimeoutError',
    message: 'Timed out waiting for the invoked function to finish.',
  },
};

async function settle(tx: Transaction, run: Run, timer: Timer): Promise<boolean> {
  const kind: StepKind = timer.kind === 'retry' ? 'run' : timer.kind;
  const memo: Memo = timer.kind === 'invoke' ? TIMED_OUT : { type: 'data', data: null };
  const [{ at } = { at: timer.due_at.toISOString() }] = await tx.query<{ at: string }>(
    'select least($1::timestamptz, clock_timestamp())::text as at',
    [timer.due_at],
  );
  return settleStep(tx, run, { id: timer.step_id, name: timer.step_id, kind }, memo, { at, position: '0' });
}
