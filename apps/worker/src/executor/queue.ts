import { PgBoss } from 'pg-boss';
import type { Database, Transaction } from './database.ts';
import type { ExecutorLog } from './log.ts';

/**
 * pg-boss carries what is ready now: one job per event to route and one per call to make, sent in the
 * transaction that makes it ready. A job is fetched in the transaction that routes the event or claims
 * the call, so a crash leaves either the job or the claim, never neither. Everything else (leases of
 * seconds, fencing, per-key limits, timers of months) lives in the executor's own rows: pg-boss expires
 * jobs by the minute, has no fencing and forgets a job that waits for 14 days.
 */
export type Queue = {
  open(): Promise<void>;
  close(): Promise<void>;
  /** Queues the event at this position. */
  sendEvent(tx: Transaction, position: string): Promise<void>;
  /** Queues a call; `jobId` is the delivery's number in the call's row. */
  sendCall(tx: Transaction, jobId: string, call: CallData): Promise<void>;
  takeEvent(tx: Transaction): Promise<EventDelivery | undefined>;
  takeCall(tx: Transaction): Promise<CallDelivery | undefined>;
  /** Forgets a delivery that was taken in this or an earlier transaction. */
  done(tx: Transaction, delivery: Delivery): Promise<void>;
  /** Puts off a delivery whose transaction rolled back, so that it doesn't come back at once. */
  postpone(delivery: Delivery, seconds: number): Promise<void>;
  /** The numbers among `jobIds` that are still to be delivered. */
  waiting(jobIds: readonly string[]): Promise<Set<string>>;
  waitingEvents(positions: readonly string[]): Promise<Set<string>>;
  /** The first occurrence of a cron expression after a moment. Throws for an expression that isn't one. */
  nextOccurrence(cron: string, timezone: string, after: Date): Date | undefined;
  /** pg-boss's own housekeeping. */
  maintain(): Promise<void>;
};

export type Delivery = { queue: 'events' | 'calls'; jobId: string };
export type EventDelivery = Delivery & EventData;
export type CallDelivery = Delivery & CallData;

type EventData = { position: string };
/** What a claim locks before it reads the call. */
export type CallData = { callId: string; runId: string; slotKeys: readonly string[] };

const QUEUES = { events: 'executor.events', calls: 'executor.calls' } as const;
/** Rows, not jobs, say what is to be retried; the longest times pg-boss allows keep it from interfering. */
const QUEUE_OPTIONS = { retryLimit: 0, expireInSeconds: 86_000, retentionSeconds: 31_536_000 };

export function createQueue(database: Database, log: ExecutorLog): Queue {
  const boss = new PgBoss({
    db: database.boss,
    schema: 'pgboss',
    createSchema: false,
    supervise: false,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
  });
  boss.on('error', (error) => log.error({ err: error }, 'pg-boss reports an error'));
  boss.on('warning', (warning) => log.warn({ warning }, 'pg-boss warns'));

  let opened: Promise<void> | undefined;
  const take = async <Data>(tx: Transaction, queue: Delivery['queue']) => {
    const [job] = await boss.fetch<Data>(QUEUES[queue], { db: tx.boss });
    return job && { ...job.data, queue, jobId: job.id };
  };

  return {
    open() {
      opened ??= openQueues(boss).catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      return opened;
    },
    async close() {
      if (opened) await boss.stop({ graceful: false });
      opened = undefined;
    },
    async sendEvent(tx, position) {
      const data: EventData = { position };
      await boss.send(QUEUES.events, data, { db: tx.boss });
      tx.wake('events');
    },
    async sendCall(tx, jobId, call) {
      await boss.send(QUEUES.calls, call, { id: jobId, db: tx.boss });
      tx.wake('calls');
    },
    takeEvent: (tx) => take<EventData>(tx, 'events'),
    takeCall: (tx) => take<CallData>(tx, 'calls'),
    async done(tx, { queue, jobId }) {
      await boss.deleteJob(QUEUES[queue], jobId, { db: tx.boss });
    },
    async postpone({ queue, jobId }, seconds) {
      await boss.update(QUEUES[queue], undefined, { id: jobId, startAfter: seconds });
    },
    async waiting(jobIds) {
      const found = await Promise.all(jobIds.map((id) => boss.findJobs(QUEUES.calls, { id, queued: true })));
      return new Set(found.flat().map(({ id }) => id));
    },
    async waitingEvents(positions) {
      const found = await Promise.all(
        positions.map((position) =>
          boss.findJobs<EventData>(QUEUES.events, { data: { position }, queued: true }),
        ),
      );
      return new Set(found.flat().map(({ data }) => data.position));
    },
    nextOccurrence: (cron, tz, from) => boss.previewSchedule(cron, { tz, from, count: 1 })[0],
    async maintain() {
      await boss.supervise();
    },
  };
}

async function openQueues(boss: PgBoss): Promise<void> {
  await boss.start({ attempts: 3 });
  for (const name of Object.values(QUEUES)) await boss.createQueue(name, QUEUE_OPTIONS);
}
