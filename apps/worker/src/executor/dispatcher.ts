import { setTimeout as pause } from 'node:timers/promises';
import { type Claim, claimNextCall, extendLeases, recoverLostCalls, releaseClaim } from './claims.ts';
import { commitOutcome } from './commit.ts';
import { fireDueCrons, registerCrons } from './cron.ts';
import type { Topic } from './database.ts';
import type { Engine } from './engine.ts';
import { listen } from './listen.ts';
import { type CallOutcome, callFunction, type FunctionHandler } from './protocol.ts';
import { createPump, type Look } from './pump.ts';
import { routeNextEvent } from './routing.ts';
import { wakeForgotten } from './slots.ts';
import { fireDueTimers, nextDue } from './timers.ts';
import { purge, redeliver } from './upkeep.ts';

export type Dispatcher = {
  start(): Promise<void>;
  stop(): Promise<void>;
  wake(topics: ReadonlySet<Topic>): void;
};

type App = { handler: FunctionHandler; signingKey: string };
type Pace = { pollIntervalMs: number; maxCalls: number; stopSeconds: number };

const PURGE_MS = 3_600_000;
const COMMIT_PAUSE_MS = 200;

/** Keeps one process's share of the work going: routes events, fires timers, makes calls, takes over. */
export function createDispatcher(engine: Engine, app: App, pace: Pace): Dispatcher {
  const { log } = engine;
  const beatMs = (engine.settings.leaseSeconds * 1000) / 3;
  const inFlight = new Map<string, { claim: Claim; done: Promise<void> }>();

  const events = createPump('events', log, async () =>
    (await routeNextEvent(engine)) ? 'more' : pace.pollIntervalMs,
  );
  const timers = createPump('timers', log, () => fireDue(engine, pace.pollIntervalMs));
  const calls = createPump('calls', log, async () => {
    if (inFlight.size >= pace.maxCalls) return pace.pollIntervalMs;
    const claim = await claimNextCall(engine);
    if (claim === 'nothing') return pace.pollIntervalMs;
    if (claim !== 'skipped') launch(claim);
    return 'more';
  });
  const heartbeat = createPump('heartbeat', log, async () => {
    if (inFlight.size > 0) await extendLeases(engine, [...inFlight.keys()]);
    return beatMs;
  });
  const takeover = createPump('takeover', log, async () => {
    await recoverLostCalls(engine);
    await wakeForgotten(engine);
    await redeliver(engine);
    return beatMs;
  });
  const purging = createPump('purge', log, async () => {
    await purge(engine);
    return PURGE_MS;
  });
  const byTopic = { events, calls, timers };
  const pumps = [events, timers, calls, takeover, purging];

  function launch(claim: Claim): void {
    const isHeld = () => inFlight.has(claim.token);
    const done = makeCall(engine, app, claim, isHeld).finally(() => {
      inFlight.delete(claim.token);
      calls.nudge();
    });
    inFlight.set(claim.token, { claim, done });
  }

  let listener: { close(): Promise<void> } | undefined;
  return {
    async start() {
      await engine.queue.open();
      await registerCrons(engine);
      listener = listen(engine, () => {
        events.nudge();
        calls.nudge();
      });
      for (const pump of [heartbeat, ...pumps]) pump.start();
    },
    async stop() {
      await listener?.close();
      await Promise.all(pumps.map((pump) => pump.stop()));
      const patience = new AbortController();
      const finished = Promise.all([...inFlight.values()].map(({ done }) => done)).then(() =>
        patience.abort(),
      );
      await Promise.race([
        finished,
        pause(pace.stopSeconds * 1000, undefined, { signal: patience.signal }).catch(() => undefined),
      ]);
      await heartbeat.stop();
      for (const { claim } of inFlight.values()) await releaseClaim(engine, claim);
      inFlight.clear();
    },
    wake(topics) {
      for (const topic of topics) byTopic[topic].nudge();
    },
  };
}

async function fireDue(engine: Engine, pollIntervalMs: number): Promise<Look> {
  const fired = (await fireDueTimers(engine)) + (await fireDueCrons(engine));
  if (fired > 0) return 'more';
  const next = await nextDue(engine);
  return next ? Math.min(pollIntervalMs, next.getTime() - engine.clock().getTime()) : pollIntervalMs;
}

async function makeCall(engine: Engine, app: App, claim: Claim, isHeld: () => boolean): Promise<void> {
  const { run, fn } = claim;
  const outcome = await callFunction(
    { ...app, timeoutMs: engine.settings.callTimeoutSeconds * 1000 },
    {
      functionId: fn.id,
      runId: run.id,
      stepId: claim.stepId,
      attempt: claim.attempt,
      maxAttempts: fn.maxAttempts,
      planOnly: run.plan_only,
      event: run.event,
      memos: claim.memos,
      stack: claim.stack,
    },
  );
  await commitStubbornly(engine, claim, outcome, isHeld);
}

/**
 * A result is worth more than one try to record it. A commit whose answer was lost is found to be fenced
 * the second time; when the lease runs out, the call is made again.
 */
async function commitStubbornly(
  engine: Engine,
  claim: Claim,
  outcome: CallOutcome,
  isHeld: () => boolean,
): Promise<void> {
  const giveUpAt = Date.now() + engine.settings.leaseSeconds * 1000;
  const where = { runId: claim.run.id, functionId: claim.fn.id, stepId: claim.stepId };
  while (isHeld()) {
    try {
      const result = await commitOutcome(engine, claim, outcome);
      if (result === 'fenced') engine.log.warn(where, 'executor drops a result: the call was taken over');
      return;
    } catch (error) {
      engine.log.error({ ...where, err: error }, 'executor could not record a result');
      if (Date.now() > giveUpAt) return;
      await pause(COMMIT_PAUSE_MS);
    }
  }
}
