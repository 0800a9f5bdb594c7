import { z } from 'zod';
import type { Transaction } from './database.ts';
import type { Engine } from './engine.ts';
import { ExecutorError, type RunError } from './errors.ts';
import type { StoredEvent } from './events.ts';
import { DISCOVERY, lockRun, type Memo, queueCall, type StepKind } from './runs.ts';

export type RunState = 'running' | 'completed' | 'failed';

export type RunFilter = {
  state?: RunState;
  /** Runs that started at or after this moment. */
  since?: Date;
  /** The matter the runs belong to: the trigger event's `data.correlation`. */
  correlation?: string;
  /** At most so many, newest first; 100 unless given. */
  limit?: number;
};

export type RunSummary = {
  id: string;
  functionId: string;
  state: RunState;
  correlation: string | null;
  startedAt: Date;
  endedAt: Date | null;
  /** Why the run failed or, while it runs, why its last try did. */
  error: RunError | null;
  /** When the next try is due, if the last one failed. */
  retryAt: Date | null;
};

export type RunStep = {
  id: string;
  name: string;
  kind: StepKind;
  state: 'pending' | 'done' | 'failed';
  startedAt: Date;
  endedAt: Date | null;
  /** When a sleep ends, or a wait gives up. */
  until: Date | null;
  /** The event a pending wait waits for. */
  event: string | null;
  output: unknown;
  error: RunError | null;
};

export type RunDetail = RunSummary & { event: StoredEvent; output: unknown; steps: RunStep[] };

const SUMMARY = `r.id, r.function_id as "functionId", r.state, r.correlation, r.created_at as "startedAt",
  r.ended_at as "endedAt", coalesce(r.error, c.last_error) as error, c.retry_at as "retryAt"`;
const FROM_RUN = `from executor.run r left join lateral (
    select c.last_error, t.due_at as retry_at from executor.call c
    left join executor.timer t on t.run_id = c.run_id and t.kind = 'retry' and t.step_id = c.step_id
    where c.run_id = r.id and c.last_error is not null order by c.changed_at desc limit 1
  ) c on true`;

/** Runs, newest first. */
export function listRuns(engine: Engine, filter: RunFilter = {}): Promise<RunSummary[]> {
  return engine.database.query<RunSummary>(
    `select ${SUMMARY} ${FROM_RUN}
     where ($1::text is null or r.state = $1) and ($2::timestamptz is null or r.created_at >= $2)
       and ($3::text is null or r.correlation = $3)
     order by r.created_at desc, r.id limit $4`,
    [filter.state ?? null, filter.since ?? null, filter.correlation ?? null, filter.limit ?? 100],
  );
}

/** A run with its steps in the order the function reported them. */
export async function getRun(engine: Engine, id: string): Promise<RunDetail | undefined> {
  if (!z.uuid().safeParse(id).success) return undefined;
  const [run] = await engine.database.query<Omit<RunDetail, 'steps'>>(
    `select ${SUMMARY}, r.event, r.output ${FROM_RUN} where r.id = $1`,
    [id],
  );
  if (!run) return undefined;
  const steps = await engine.database.query<Omit<RunStep, 'output' | 'error'> & { memo: Memo | null }>(
    `select s.id, s.name, s.kind, s.state, s.created_at as "startedAt", s.ended_at as "endedAt", t.due_at as until, w.event_name as event, s.memo
     from executor.step s
     left join executor.wait w on w.run_id = s.run_id and w.step_id = s.id
     left join executor.timer t on t.run_id = s.run_id and t.step_id = s.id and t.kind <> 'retry'
     where s.run_id = $1 order by s.seen, s.created_at`,
    [id],
  );
  return { ...run, steps: steps.map(({ memo, ...step }) => ({ ...step, ...readMemo(memo) })) };
}

/** Not done in SQL: JSON operators fail on a U+0000, which results may contain. */
function readMemo(memo: Memo | null): Pick<RunStep, 'output' | 'error'> {
  if (memo?.type === 'error') return { output: null, error: memo.error };
  return { output: memo?.data ?? null, error: null };
}

/**
 * Starts a failed run again where it failed: the steps that were done stay done, the step that failed it
 * and those that were under way are run anew, with all their tries.
 *
 * A failure the function handled stays as it is: it is known by a step that the function reported
 * later. Throws ExecutorError RUN_NOT_FOUND, RUN_NOT_FAILED.
 */
export async function retryRun(engine: Engine, id: string): Promise<void> {
  await engine.queue.open();
  await engine.database.transaction(async (tx) => {
    const run = z.uuid().safeParse(id).success ? await lockRun(tx, id) : undefined;
    if (!run) throw new ExecutorError('RUN_NOT_FOUND', `There is no run ${id}.`);
    if (run.state !== 'failed') {
      throw new ExecutorError(
        'RUN_NOT_FAILED',
        `Run ${id} is ${run.state}; only a failed run can be retried.`,
      );
    }
    await tx.query('delete from executor.step where run_id = $1 and id = any($2::text[])', [
      id,
      await stepsToRepeat(tx, id),
    ]);
    await tx.query(`update executor.run set state = 'running', error = null, ended_at = null where id = $1`, [
      id,
    ]);
    await queueCall(engine, tx, run, DISCOVERY);
  });
}

async function stepsToRepeat(tx: Transaction, runId: string): Promise<string[]> {
  const steps = await tx.query<{
    id: string;
    state: string;
    memo: Memo | null;
    seen: number;
    settled: number | null;
  }>('select id, state, memo, seen, settled from executor.step where run_id = $1', [runId]);
  const [run] = await tx.query<{ error: RunError | null }>('select error from executor.run where id = $1', [
    runId,
  ]);
  const lastSeen = Math.max(...steps.map(({ seen }) => seen));
  return steps
    .filter(({ state, memo, settled }) => {
      if (state !== 'failed') return state === 'pending';
      const failedTheRun = memo?.type === 'error' && memo.error.message === run?.error?.message;
      return failedTheRun || lastSeen < (settled ?? 0);
    })
    .map(({ id }) => id);
}

/** Whether anything can be done now. Waits and timers of the future are not. */
export async function isBusy(engine: Engine): Promise<boolean> {
  const [row] = await engine.database.query<{ busy: boolean }>(
    `select exists (select from executor.event where routed_at is null)
       or exists (select from executor.call where state in ('queued', 'claimed', 'parked'))
       or exists (select from executor.timer where due_at <= $1)
       or exists (select from executor.cron where next_at <= $1 and function_id = any($2::text[])) as busy`,
    [engine.clock(), [...engine.functions.keys()]],
  );
  return row?.busy ?? false;
}
