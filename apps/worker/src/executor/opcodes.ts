import { z } from 'zod';
import type { Transaction } from './database.ts';
import { dueAt } from './durations.ts';
import type { Engine } from './engine.ts';
import { describeError, type RunError } from './errors.ts';
import { compileExpression } from './expressions.ts';
import { readError, type StepOp } from './protocol.ts';
import { type Horizon, queueCall, type Run, type StepKind, settleStep, startRun } from './runs.ts';
import { setTimer } from './timers.ts';
import { registerWait } from './waits.ts';

const waitSchema = z.looseObject({
  timeout: z.string(),
  if: z.string().optional(),
  event: z.string().optional(),
});
const invokeSchema = z.looseObject({
  function_id: z.string(),
  timeout: z.string().optional(),
  payload: z.looseObject({ data: z.record(z.string(), z.unknown()).optional() }).optional(),
});

/** A step the executor cannot do. It fails the run: going on without it would be wrong, trying again useless. */
export class UnsupportedStep extends Error {
  override readonly name = 'UnsupportedStep';
}

/** The events an answer waits for; their locks are taken before any row. */
export function awaitedEvents(ops: readonly StepOp[]): string[] {
  return ops.flatMap((op) => (op.op === 'WaitForEvent' ? [eventName(op)] : []));
}

export type OpContext = {
  run: Run;
  /** Results of steps that ran in this call speak from the call's beginning. */
  horizon: Horizon;
  racing: boolean;
};

/**
 * Records what one reported step does next: a result, a call, a timer, a wait or another run. Says
 * whether the run has to be asked what comes next. A step that is known already is left as it is: the
 * function reports again what it still waits for.
 *
 * Throws UnsupportedStep.
 */
export async function applyOp(
  engine: Engine,
  tx: Transaction,
  context: OpContext,
  op: StepOp,
): Promise<boolean> {
  const { run, horizon } = context;
  switch (op.op) {
    case 'StepRun':
    case 'Step':
      return settleStep(tx, run, describe(op, 'run'), { type: 'data', data: op.data ?? null }, horizon);
    case 'StepError':
    case 'StepFailed':
      return settleStep(tx, run, describe(op, 'run'), { type: 'error', error: readError(op.error) }, horizon);
    case 'StepPlanned':
      if (await plan(tx, context, op, 'run')) await queueCall(engine, tx, run, op.id);
      return false;
    case 'Sleep': {
      const due = readTime(op, op.name ?? '', engine.clock());
      if (await plan(tx, context, op, 'sleep')) await setTimer(tx, run.id, 'sleep', op.id, due);
      return false;
    }
    case 'WaitForEvent':
      return wait(engine, tx, context, op);
    case 'InvokeFunction':
      return invoke(engine, tx, context, op);
    default:
      throw new UnsupportedStep(
        `Step "${label(op)}" needs "${op.op}", which the embedded executor does not support.`,
      );
  }
}

async function wait(engine: Engine, tx: Transaction, context: OpContext, op: StepOp): Promise<boolean> {
  const opts = readOpts(op, waitSchema);
  const until = readTime(op, opts.timeout, engine.clock());
  const expression = readExpression(op, opts.if);
  if (!(await plan(tx, context, op, 'wait'))) return false;
  const found = await registerWait(tx, context.run, { stepId: op.id, event: eventName(op), expression });
  if (!found) {
    await setTimer(tx, context.run.id, 'wait', op.id, until);
    return false;
  }
  return settleStep(
    tx,
    context.run,
    describe(op, 'wait'),
    { type: 'data', data: found.event },
    found.horizon,
  );
}

async function invoke(engine: Engine, tx: Transaction, context: OpContext, op: StepOp): Promise<boolean> {
  const { run, horizon } = context;
  const opts = readOpts(op, invokeSchema);
  const until = opts.timeout === undefined ? undefined : readTime(op, opts.timeout, engine.clock());
  if (!(await plan(tx, context, op, 'invoke'))) return false;
  const fn = engine.functions.get(opts.function_id);
  if (!fn) {
    const error: RunError = {
      name: 'Error',
      message: `There is no function "${opts.function_id}" to invoke.`,
    };
    return settleStep(tx, run, describe(op, 'invoke'), { type: 'error', error }, horizon);
  }
  const ts = engine.clock().getTime();
  const event = {
    ...opts.payload,
    data: opts.payload?.data ?? {},
    name: 'inngest/function.invoked',
    id: engine.newId(),
    ts,
  };
  await startRun(engine, tx, {
    fn,
    event,
    horizon,
    correlation: run.correlation,
    parent: { runId: run.id, stepId: op.id },
  });
  if (until) await setTimer(tx, run.id, 'invoke', op.id, until);
  return false;
}

/** Notes the step as pending; false if it is known already. */
async function plan(tx: Transaction, context: OpContext, op: StepOp, kind: StepKind): Promise<boolean> {
  const race = context.racing || op.opts?.parallelMode === 'race';
  const inserted = await tx.query(
    `insert into executor.step (run_id, id, name, kind, state, seen, race)
     values ($1, $2, $3, $4, 'pending', $5, $6) on conflict do nothing returning id`,
    [context.run.id, op.id, label(op), kind, context.run.settled, race],
  );
  return inserted.length === 1;
}

function describe(op: StepOp, kind: StepKind): { id: string; name: string; kind: StepKind } {
  return { id: op.id, name: label(op), kind };
}

function label(op: StepOp): string {
  return op.displayName ?? op.name ?? op.id;
}

function eventName(op: StepOp): string {
  const event = op.opts?.event ?? op.name;
  return typeof event === 'string' ? event : '';
}

function readOpts<T>(op: StepOp, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(op.opts ?? {});
  if (parsed.success) return parsed.data;
  throw new UnsupportedStep(
    `Step "${label(op)}" (${op.op}) cannot be read. ${z.prettifyError(parsed.error)}`,
  );
}

function readExpression(op: StepOp, text: string | undefined): string | undefined {
  try {
    if (text) compileExpression(text);
    return text;
  } catch (error) {
    throw new UnsupportedStep(`Step "${label(op)}" (${op.op}): ${describeError(error).message}`);
  }
}

function readTime(op: StepOp, text: string, now: Date): Date {
  try {
    return dueAt(text, now);
  } catch (error) {
    throw new UnsupportedStep(`Step "${label(op)}" (${op.op}): ${describeError(error).message}`);
  }
}
