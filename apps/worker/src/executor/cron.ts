import type { Transaction } from './database.ts';
import type { Engine } from './engine.ts';
import { ExecutorError } from './errors.ts';
import { startRun } from './runs.ts';

type Tick = { function_id: string; expression: string; next_at: Date };

/**
 * Notes when each cron trigger of the served functions is due next; what is noted already stays, so a
 * tick that came due while no process ran is made up for, once.
 *
 * Throws ExecutorError EXPRESSION_INVALID.
 */
export async function registerCrons(engine: Engine): Promise<void> {
  for (const fn of engine.functions.values()) {
    const expressions = fn.crons.map(({ cron }) => cron);
    await engine.database.query(
      'delete from executor.cron where function_id = $1 and not expression = any($2::text[])',
      [fn.id, expressions],
    );
    for (const expression of expressions) {
      const next = nextTick(engine, expression, engine.clock());
      if (!next) continue;
      await engine.database.query(
        'insert into executor.cron (function_id, expression, next_at) values ($1, $2, $3) on conflict do nothing',
        [fn.id, expression, next],
      );
    }
  }
}

/** Starts a run for each tick that is due. Says how many ticks there were. */
export async function fireDueCrons(engine: Engine): Promise<number> {
  const ids = [...engine.functions.keys()];
  let fired = 0;
  while (await engine.database.transaction((tx) => fireOne(engine, tx, ids))) fired++;
  return fired;
}

async function fireOne(engine: Engine, tx: Transaction, functionIds: readonly string[]): Promise<boolean> {
  const now = engine.clock();
  // The row's lock makes a tick fire once over all processes.
  const [tick] = await tx.query<Tick>(
    `select function_id, expression, next_at from executor.cron
     where next_at <= $1 and function_id = any($2::text[])
     order by next_at limit 1 for update skip locked`,
    [now, functionIds],
  );
  const fn = tick && engine.functions.get(tick.function_id);
  if (!fn) return false;
  const next = nextTick(engine, tick.expression, now);
  await (next
    ? tx.query('update executor.cron set next_at = $3 where function_id = $1 and expression = $2', [
        fn.id,
        tick.expression,
        next,
      ])
    : tx.query('delete from executor.cron where function_id = $1 and expression = $2', [
        fn.id,
        tick.expression,
      ]));
  const ts = tick.next_at.getTime();
  const event = { name: 'inngest/scheduled.timer', id: engine.newId(), ts, data: { cron: tick.expression } };
  await startRun(engine, tx, {
    fn,
    event,
    horizon: { at: await databaseTime(tx), position: '0' },
    correlation: null,
    // A clock that was set back must not start the same tick again.
    onceFor: `cron:${tick.expression}:${tick.next_at.toISOString()}`,
  });
  return true;
}

/** Inngest writes a time zone in front: `TZ=Asia/Shanghai 0 9 * * *`. */
function nextTick(engine: Engine, expression: string, after: Date): Date | undefined {
  const [, timezone = 'UTC', cron = expression] = /^TZ=(\S+)\s+(.*)$/.exec(expression) ?? [];
  try {
    return engine.queue.nextOccurrence(cron, timezone, after);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExecutorError(
      'EXPRESSION_INVALID',
      `The cron trigger "${expression}" is not valid: ${reason}`,
      { cause },
    );
  }
}

async function databaseTime(tx: Transaction): Promise<string> {
  const [row] = await tx.query<{ at: string }>('select clock_timestamp()::text as at');
  return row?.at ?? 'now';
}
