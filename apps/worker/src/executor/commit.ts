import type { Claim } from './claims.ts';
import { eventLock, lockKeys, slotLock, type Transaction } from './database.ts';
import { retryAfter } from './durations.ts';
import type { Engine } from './engine.ts';
import type { RunError } from './errors.ts';
import { applyOp, awaitedEvents, UnsupportedStep } from './opcodes.ts';
import { type CallOutcome, readError } from './protocol.ts';
import { DISCOVERY, endRun, lockRun, queueCall, type Run } from './runs.ts';
import { releaseSlots, wakeParked } from './slots.ts';
import { setTimer } from './timers.ts';

/**
 * Records what a call brought and what follows from it, in one transaction. `fenced`: the lease was lost
 * and somebody else makes the call; then nothing is recorded.
 */
export function commitOutcome(
  engine: Engine,
  claim: Claim,
  outcome: CallOutcome,
): Promise<'committed' | 'fenced'> {
  const locks = [
    ...claim.run.slot_keys.map(slotLock),
    ...(outcome.kind === 'steps' ? awaitedEvents(outcome.ops).map(eventLock) : []),
  ];
  return engine.database.transaction(async (tx) => {
    await lockKeys(tx, locks);
    const run = await lockRun(tx, claim.run.id);
    await engine.queue.done(tx, claim.delivery);
    const retry = retryableFailure(claim, outcome);
    const given = retry ? await backOff(tx, claim, retry.error) : await giveUp(tx, claim);
    if (!run || !given) return 'fenced';
    await releaseSlots(tx, run, claim.callId);
    if (retry) await retryLater(engine, tx, claim, retry);
    else await record(engine, tx, { claim, run, again: given.again, outcome });
    await wakeParked(engine, tx, run.slot_keys, claim.fn);
    return 'committed';
  });
}

type Retry = { error: RunError; after: string | null };

/** A step that failed for good (StepFailed) is a result the function may handle; StepError is tried again. */
function retryableFailure(claim: Claim, outcome: CallOutcome): Retry | undefined {
  if (outcome.kind === 'returned' || outcome.noRetry || claim.attempt + 1 >= claim.fn.maxAttempts)
    return undefined;
  if (outcome.kind === 'threw') return { error: outcome.error, after: outcome.retryAfter };
  const failed = outcome.ops.length === 1 ? outcome.ops.find(({ op }) => op === 'StepError') : undefined;
  return failed && { error: readError(failed.error), after: outcome.retryAfter };
}

/** The lease's token is the fence: without it neither of these two changes anything. */
async function giveUp(tx: Transaction, claim: Claim): Promise<{ again: boolean } | undefined> {
  const [call] = await tx.query<{ again: boolean }>(
    'delete from executor.call where id = $1 and lease_token = $2 returning again',
    [claim.callId, claim.token],
  );
  return call;
}

async function backOff(
  tx: Transaction,
  claim: Claim,
  error: RunError,
): Promise<{ again: boolean } | undefined> {
  const [call] = await tx.query<{ again: boolean }>(
    `update executor.call set state = 'backoff', attempt = attempt + 1, last_error = $3, again = false,
       lease_token = null, lease_until = null, claimed_at = null, changed_at = clock_timestamp()
     where id = $1 and lease_token = $2 returning again`,
    [claim.callId, claim.token, JSON.stringify(error)],
  );
  return call;
}

async function retryLater(
  engine: Engine,
  tx: Transaction,
  claim: Claim,
  { error, after }: Retry,
): Promise<void> {
  const now = engine.clock();
  const asked = after === null ? undefined : retryAfter(after, now);
  const due = asked ?? new Date(now.getTime() + engine.settings.backoff(claim.attempt));
  await setTimer(tx, claim.run.id, 'retry', claim.stepId, due);
  const { run, fn, attempt } = claim;
  engine.log.warn(
    { runId: run.id, functionId: fn.id, attempt, retryAt: due, err: error },
    'call failed and is retried',
  );
}

type Call = { claim: Claim; run: Run; again: boolean; outcome: CallOutcome };

async function record(engine: Engine, tx: Transaction, call: Call): Promise<void> {
  const { run, outcome } = call;
  if (outcome.kind === 'returned') {
    return endRun(engine, tx, run, { state: 'completed', output: outcome.output });
  }
  if (outcome.kind === 'threw') return endRun(engine, tx, run, { state: 'failed', error: outcome.error });
  return recordSteps(engine, tx, { ...call, outcome });
}

async function recordSteps(
  engine: Engine,
  tx: Transaction,
  call: Call & { outcome: Extract<CallOutcome, { kind: 'steps' }> },
): Promise<void> {
  const { claim, run, again, outcome } = call;
  if (outcome.ops.length > 1 && !run.plan_only) {
    await tx.query('update executor.run set plan_only = true where id = $1', [run.id]);
  }
  const context = { run, racing: outcome.racing, horizon: { at: claim.claimedAt, position: '0' } };
  let proceed = again;
  try {
    for (const op of outcome.ops) {
      if (await applyOp(engine, tx, context, op)) proceed = true;
    }
  } catch (error) {
    if (!(error instanceof UnsupportedStep)) throw error;
    return endRun(engine, tx, run, { state: 'failed', error: { name: error.name, message: error.message } });
  }
  if (proceed) return queueCall(engine, tx, run, DISCOVERY);
  await refuseStandstill(engine, tx, run);
}

/** A run that waits for nothing would never go on; better it fails where everybody can see it. */
async function refuseStandstill(engine: Engine, tx: Transaction, run: Run): Promise<void> {
  const [row] = await tx.query<{ moving: boolean }>(
    `select exists (select from executor.step where run_id = $1 and state = 'pending')
       or exists (select from executor.call where run_id = $1) as moving`,
    [run.id],
  );
  if (row?.moving) return;
  const error = { name: 'Error', message: 'The function answered without a result and without a new step.' };
  await endRun(engine, tx, run, { state: 'failed', error });
}
