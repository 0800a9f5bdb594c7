import { describePublicKey, type KeyAlgorithm } from '@chopmark/crypto';
import type { Logger } from 'pino';
import { createReserve, type Reserve, type ReservedKey } from './key-reserve.ts';
import {
  discardStored,
  isOutdated,
  type StockParts,
  sealingOf,
  sizeOf,
  storeOne,
  takeOldest,
} from './key-stock.ts';
import type { Sealing } from './key-thread.ts';

/** Below `low` keys the table is filled up to `high`. */
export type PoolMarks = { low: number; high: number };
export type KeyPoolMarks = Partial<Record<KeyAlgorithm, PoolMarks>>;

/** An EC key is made faster than a row is taken; a pool of them would only cost. */
export const DEFAULT_MARKS: KeyPoolMarks = {
  'rsa-2048': { low: 8, high: 24 },
  'rsa-3072': { low: 4, high: 12 },
};
/** An algorithm nobody has asked for so long is kept in stock no more. */
const FORGOTTEN_MS = 7 * 86_400_000;
/** A process holds so many of an algorithm in reserve, and no more than its part of the high mark: there are other processes. */
const RESERVE = { most: 8, part: 1 / 4 };

export type PooledKey = { publicKey: Uint8Array; sealed: Uint8Array; sealing: Sealing };

/** Counts of this process since it began, and what the table holds for all of them. */
export type PoolMetrics = PoolMarks & {
  algorithm: KeyAlgorithm;
  /** Keys in the table, to which the marks apply. What a process has in reserve is no longer among them. */
  size: number;
  /** Keys that this process has taken out of the table and not yet handed out. */
  reserved: number;
  /** Keys handed out; wanted and not there; made; thrown away because of their age or with their data key. */
  taken: number;
  missed: number;
  generated: number;
  outdated: number;
  /** Of takes and misses, in seconds. */
  takeSeconds: { sum: number; max: number };
  /** How often the pool was filled up by this process, and how long that took altogether. */
  refills: { count: number; seconds: number };
};

/**
 * Keys made in advance, sealed under the platform's data key. Each goes to one signer and is never put back. Of an algorithm
 * that it was asked for a process holds a few in reserve, which are lost when it ends.
 */
export type KeyPool = {
  /** Removes a key from the pool, at once when one is in reserve; undefined when there is none, or none is kept of the algorithm. */
  take(algorithm: KeyAlgorithm): Promise<PooledKey | undefined>;
  /** Throws outdated keys away and fills what is asked for and below its mark. @returns how many keys were made */
  tend(): Promise<number>;
  metrics(): Promise<PoolMetrics[]>;
  /** Stops filling; what is under way ends first. */
  close(): Promise<void>;
};

type Parts = StockParts & { log: Logger; marks: KeyPoolMarks };
type Counts = Omit<PoolMetrics, 'algorithm' | 'size' | 'reserved' | 'low' | 'high'>;
type Shelf = PoolMarks & {
  algorithm: KeyAlgorithm;
  counts: Counts;
  reserve: Reserve;
  filling: Promise<number> | undefined;
  /** When this process last noted that the algorithm is in use. */
  notedAt: number;
};

export function createKeyPool(parts: Parts): KeyPool {
  let closed = false;
  const background = new Set<Promise<unknown>>();
  const fill = (shelf: Shelf): Promise<number> => {
    shelf.filling ??= fillUp(parts, shelf, () => closed).finally(() => {
      shelf.filling = undefined;
    });
    return shelf.filling;
  };
  const fillInBackground = (shelf: Shelf) => {
    if (closed) return;
    const work = noteAsked(parts, shelf)
      .then(() => fill(shelf))
      .catch((cause) => closed || failed(shelf.algorithm, cause))
      .finally(() => background.delete(work));
    background.add(work);
  };
  const failed = (algorithm: KeyAlgorithm, cause: unknown) =>
    parts.log.warn({ cause, algorithm }, 'the key pool was not filled');
  const shelves = Object.entries(parts.marks).map(([name, marks]): Shelf => {
    const algorithm = name as KeyAlgorithm;
    const reserve = createReserve({
      capacity: Math.min(RESERVE.most, Math.floor(marks.high * RESERVE.part)),
      async bring(count) {
        const { keys, left } = await takeOldest(parts, algorithm, count);
        if (left < marks.low) fillInBackground(shelf);
        return keys.filter((key) => isReadable(parts, algorithm, key));
      },
      failed: (cause) => failed(algorithm, cause),
    });
    const shelf = { ...marks, algorithm, reserve, counts: noCounts(), filling: undefined, notedAt: 0 };
    return shelf;
  });
  return {
    async take(algorithm) {
      const shelf = shelves.find((each) => each.algorithm === algorithm && each.high > 0);
      if (!shelf) return undefined;
      const began = performance.now();
      const key = await takeUsable(parts, shelf);
      countTake(shelf.counts, key !== undefined, (performance.now() - began) / 1000);
      if (isStale(parts, shelf)) fillInBackground(shelf);
      return key;
    },
    async tend() {
      await discardOutdated(parts, shelves);
      const asked = await askedFor(parts);
      let made = 0;
      for (const shelf of shelves) if (asked.has(shelf.algorithm)) made += await fill(shelf);
      return made;
    },
    metrics: () => Promise.all(shelves.map((shelf) => metricsOf(parts, shelf))),
    async close() {
      closed = true;
      await Promise.all(shelves.map((shelf) => shelf.reserve.close()));
      await Promise.allSettled([...background, ...shelves.map((shelf) => shelf.filling)]);
    },
  };
}

const noCounts = (): Counts => ({
  taken: 0,
  missed: 0,
  generated: 0,
  outdated: 0,
  takeSeconds: { sum: 0, max: 0 },
  refills: { count: 0, seconds: 0 },
});

/** One that is neither too old nor sealed under a data key that was destroyed meanwhile; those are thrown away. */
async function takeUsable(parts: Parts, { reserve, counts }: Shelf): Promise<PooledKey | undefined> {
  for (;;) {
    const key = await reserve.take();
    if (!key) return undefined;
    const sealing = isOutdated(parts, key) ? undefined : await sealingOf(parts, key);
    if (sealing) return { publicKey: key.publicKey, sealed: key.sealed, sealing };
    counts.outdated += 1;
  }
}

/** Reading a public key takes a while; whoever certifies it then finds it read. */
function isReadable({ log }: Parts, algorithm: KeyAlgorithm, { id, publicKey }: ReservedKey): boolean {
  try {
    if (describePublicKey(publicKey) === algorithm) return true;
    log.error({ id, algorithm }, 'a pooled key is of another algorithm; it is thrown away');
  } catch (cause) {
    log.error({ cause, id, algorithm }, 'a pooled key does not read; it is thrown away');
  }
  return false;
}

function countTake(counts: Counts, isTaken: boolean, seconds: number): void {
  if (isTaken) counts.taken += 1;
  else counts.missed += 1;
  counts.takeSeconds.sum += seconds;
  counts.takeSeconds.max = Math.max(counts.takeSeconds.max, seconds);
}

const NOTE_MS = 3_600_000;

const isStale = ({ now }: Pick<Parts, 'now'>, { notedAt }: Shelf) => notedAt <= now().getTime() - NOTE_MS;

/** At most once an hour: it only says that the algorithm is in use. */
async function noteAsked({ db, now }: Parts, shelf: Shelf): Promise<void> {
  if (!isStale({ now }, shelf)) return;
  const { algorithm } = shelf;
  const [at, stale] = [now(), new Date(now().getTime() - NOTE_MS)];
  await db.relay.$executeRaw`
    insert into key_pool (algorithm, asked_at) values (${algorithm}, ${at})
    on conflict (algorithm) do update set asked_at = excluded.asked_at where key_pool.asked_at < ${stale}`;
  shelf.notedAt = at.getTime();
}

async function askedFor({ db, now }: Parts): Promise<Set<string>> {
  const since = new Date(now().getTime() - FORGOTTEN_MS);
  const rows = await db.relay.keyPool.findMany({ where: { askedAt: { gt: since } } });
  return new Set(rows.map((row) => row.algorithm));
}

async function fillUp(parts: Parts, shelf: Shelf, isClosed: () => boolean): Promise<number> {
  const { algorithm, low, high, counts } = shelf;
  if ((await sizeOf(parts, algorithm)) >= low) return 0;
  const began = performance.now();
  let made = 0;
  while (!isClosed() && (await sizeOf(parts, algorithm)) < high) {
    const stored = await storeOne(parts, shelf);
    if (!stored) break;
    made += 1;
    counts.generated += 1;
  }
  if (made > 0) {
    counts.refills.count += 1;
    counts.refills.seconds += (performance.now() - began) / 1000;
  }
  return made;
}

async function discardOutdated(parts: Parts, shelves: readonly Shelf[]): Promise<void> {
  for (const { algorithm, counts, reserve } of shelves) {
    const count = await discardStored(parts, algorithm);
    counts.outdated += count + reserve.discard((key) => isOutdated(parts, key));
  }
}

async function metricsOf(
  parts: Parts,
  { algorithm, low, high, counts, reserve }: Shelf,
): Promise<PoolMetrics> {
  const size = await sizeOf(parts, algorithm);
  const { takeSeconds, refills } = counts;
  return {
    algorithm,
    low,
    high,
    size,
    reserved: reserve.size(),
    ...counts,
    takeSeconds: { ...takeSeconds },
    refills: { ...refills },
  };
}
