import { lockKeys, slotLock, type Transaction } from './database.ts';
import type { Engine } from './engine.ts';
import type { FunctionConfig } from './functions.ts';
import type { CallDelivery } from './queue.ts';
import { endRun, lockRun, type Memo, type Run, requeueCall } from './runs.ts';
import { releaseSlots, takeSlots, wakeParked } from './slots.ts';
import { setTimer } from './timers.ts';

/** A call this process may make, until its lease ends. The token fences everybody else's results off. */
export type Claim = {
  callId: string;
  token: string;
  stepId: string;
  attempt: number;
  /** The database's time of the claim. */
  claimedAt: string;
  delivery: CallDelivery;
  fn: FunctionConfig;
  run: Run;
  memos: Record<string, Memo>;
  stack: string[];
};

type CallRow = { step_id: string; attempt: number; deferrals: number; claimed_at: string };

/** `skipped`: something was delivered that is not to be called now; there may be more behind it. */
export type ClaimResult = Claim | 'skipped' | 'nothing';

/** A deployment under way takes minutes; a function unknown for longer is gone. */
const MAX_DEFERRALS = 20;
const DEFER_MS = 30_000;

/** Takes the next call from the queue and leases it, in one transaction. */
export function claimNextCall(engine: Engine): Promise<ClaimResult> {
  return engine.database.transaction(async (tx) => {
    const delivery = await engine.queue.takeCall(tx);
    if (!delivery) return 'nothing';
    await lockKeys(tx, delivery.slotKeys.map(slotLock));
    const run = await lockRun(tx, delivery.runId);
    const token = engine.newId();
    const call = run && (await lease(engine, tx, delivery, token));
    if (!run || !call) {
      await engine.queue.done(tx, delivery);
      return 'skipped';
    }
    const fn = engine.functions.get(run.function_id);
    if (!fn) return defer(engine, tx, run, call, delivery);
    const full = await takeSlots(tx, delivery.callId, run.slot_keys, fn);
    if (full !== undefined) return park(engine, tx, full, delivery);
    const { step_id: stepId, attempt, claimed_at: claimedAt } = call;
    return {
      callId: delivery.callId,
      token,
      stepId,
      attempt,
      claimedAt,
      delivery,
      fn,
      run,
      ...(await readMemos(tx, run)),
    };
  });
}

/** Nothing if the delivery is older than the call's state: the run has ended, or the call was queued anew. */
async function lease(engine: Engine, tx: Transaction, delivery: CallDelivery, token: string) {
  const [call] = await tx.query<CallRow>(
    `update executor.call set state = 'claimed', lease_token = $3, again = false, changed_at = clock_timestamp(),
       claimed_at = clock_timestamp(), lease_until = clock_timestamp() + make_interval(secs => $4)
     where id = $1 and job_id = $2 and state = 'queued'
     returning step_id, attempt, deferrals, claimed_at::text as claimed_at`,
    [delivery.callId, delivery.jobId, token, engine.settings.leaseSeconds],
  );
  return call;
}

async function readMemos(tx: Transaction, run: Run): Promise<Pick<Claim, 'memos' | 'stack'>> {
  const steps = await tx.query<{ id: string; memo: Memo }>(
    `select id, memo from executor.step where run_id = $1 and state <> 'pending' order by settled`,
    [run.id],
  );
  return {
    memos: Object.fromEntries(steps.map(({ id, memo }) => [id, memo])),
    stack: steps.map(({ id }) => id),
  };
}

async function park(
  engine: Engine,
  tx: Transaction,
  key: string,
  delivery: CallDelivery,
): Promise<'skipped'> {
  await tx.query(
    `update executor.call set state = 'parked', parked_on = $2, lease_token = null, lease_until = null,
       claimed_at = null where id = $1`,
    [delivery.callId, key],
  );
  await engine.queue.done(tx, delivery);
  return 'skipped';
}

/** Another process, of a release that knows the function, may make the call. */
async function defer(
  engine: Engine,
  tx: Transaction,
  run: Run,
  call: CallRow,
  delivery: CallDelivery,
): Promise<'skipped'> {
  await engine.queue.done(tx, delivery);
  const error = { name: 'Error', message: `No function "${run.function_id}" is registered here.` };
  if (call.deferrals >= MAX_DEFERRALS) {
    await endRun(engine, tx, run, { state: 'failed', error });
    return 'skipped';
  }
  engine.log.warn(
    { runId: run.id, functionId: run.function_id },
    'executor does not know the function of a run',
  );
  await tx.query(
    `update executor.call set state = 'backoff', lease_token = null, lease_until = null, claimed_at = null,
       deferrals = deferrals + 1, last_error = $2 where id = $1`,
    [delivery.callId, JSON.stringify(error)],
  );
  await setTimer(tx, run.id, 'retry', call.step_id, new Date(engine.clock().getTime() + DEFER_MS));
  return 'skipped';
}

/** Tells that these calls are still being made. Gives the tokens whose lease had been lost. */
export async function extendLeases(engine: Engine, tokens: readonly string[]): Promise<string[]> {
  const kept = await engine.database.query<{ lease_token: string }>(
    `update executor.call set lease_until = clock_timestamp() + make_interval(secs => $2)
     where lease_token = any($1::uuid[]) returning lease_token`,
    [tokens, engine.settings.leaseSeconds],
  );
  const known = new Set(kept.map(({ lease_token }) => lease_token));
  return tokens.filter((token) => !known.has(token));
}

/** Queues calls again whose process gave no sign of life until the end of their lease. */
export async function recoverLostCalls(engine: Engine): Promise<number> {
  const lost = await engine.database.query<{ id: string; run_id: string; slot_keys: string[] }>(
    `select c.id, c.run_id, r.slot_keys from executor.call c join executor.run r on r.id = c.run_id
     where c.state = 'claimed' and c.lease_until < clock_timestamp() order by c.lease_until limit 100`,
  );
  for (const call of lost) {
    await engine.database.transaction((tx) => takeBack(engine, tx, call, 'lost'));
  }
  return lost.length;
}

/** Gives a claim back at once, for a process that stops before its call has ended. */
export async function releaseClaim(engine: Engine, claim: Claim): Promise<void> {
  const { callId: id, token, run } = claim;
  await engine.database.transaction((tx) =>
    takeBack(engine, tx, { id, run_id: run.id, slot_keys: run.slot_keys }, { token }),
  );
}

async function takeBack(
  engine: Engine,
  tx: Transaction,
  call: { id: string; run_id: string; slot_keys: string[] },
  why: 'lost' | { token: string },
): Promise<void> {
  await lockKeys(tx, call.slot_keys.map(slotLock));
  const run = await lockRun(tx, call.run_id);
  const [taken] = await tx.query<{ job_id: string; losses: number }>(
    `update executor.call set losses = losses + $3 where id = $1 and state = 'claimed'
       and case when $2::uuid is null then lease_until < clock_timestamp() else lease_token = $2 end
     returning job_id, losses`,
    [call.id, why === 'lost' ? null : why.token, why === 'lost' ? 1 : 0],
  );
  if (!run || !taken) return;
  await engine.queue.done(tx, { queue: 'calls', jobId: taken.job_id });
  await releaseSlots(tx, run, call.id);
  if (taken.losses > engine.settings.maxLosses) {
    const message = `The process died ${taken.losses} times while it made this call.`;
    await endRun(engine, tx, run, { state: 'failed', error: { name: 'WorkerLost', message } });
    await wakeParked(engine, tx, run.slot_keys, engine.functions.get(run.function_id));
    return;
  }
  if (why === 'lost')
    engine.log.warn({ runId: run.id, callId: call.id }, 'executor takes over a call whose lease ended');
  await requeueCall(engine, tx, run, call.id);
}
