/** A key that has left the pool's table and lies in this process, still sealed. */
export type ReservedKey = { id: string; publicKey: Uint8Array; sealed: Uint8Array; createdAt: Date };

/**
 * A few keys that this process has taken out of the table ahead of need, so that whoever wants one waits for no database. They
 * are sealed as they were there. None is put back: what a process has in reserve when it ends is lost, a few keys.
 */
export type Reserve = {
  /** The oldest key, from the table when nothing is in reserve; undefined when that has none either. */
  take(): Promise<ReservedKey | undefined>;
  /** @returns how many were thrown away */
  discard(isUseless: (key: ReservedKey) => boolean): number;
  size(): number;
  /** From now on keys are brought only for who waits for one. What is under way ends first. */
  close(): Promise<void>;
};

type ReserveOptions = {
  /** How many keys it holds at most; with 0 each key is brought when it is wanted. */
  capacity: number;
  /** Takes up to `count` keys out of the table for good, oldest first. */
  bring(count: number): Promise<ReservedKey[]>;
  /** Bringing failed while nobody waited for it. */
  failed(cause: unknown): void;
};

/** Keys are brought after the work that took one has probably ended, so that it doesn't wait for them in turn. */
const RESTOCK_AFTER_MS = 10;

/** Brings nothing before the first key is wanted. */
export function createReserve({ capacity, bring, failed }: ReserveOptions): Reserve {
  let keys: ReservedKey[] = [];
  let waiting = 0;
  let bringing: Promise<number> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const restock = (): Promise<number> => {
    bringing ??= bring(waiting + (closed ? 0 : capacity - keys.length))
      .then((brought) => {
        keys.push(...brought);
        return brought.length;
      })
      .finally(() => {
        bringing = undefined;
      });
    return bringing;
  };
  const restockSoon = () => {
    if (closed || keys.length > capacity / 2) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      if (keys.length < capacity) restock().catch(failed);
    }, RESTOCK_AFTER_MS).unref();
  };
  const wait = async (): Promise<ReservedKey | undefined> => {
    waiting += 1;
    try {
      for (;;) {
        const brought = await restock();
        const key = keys.shift();
        // Others who waited may have been quicker; only an empty table ends it.
        if (key || brought === 0) return key;
      }
    } finally {
      waiting -= 1;
    }
  };
  return {
    async take() {
      const key = keys.shift() ?? (await wait());
      restockSoon();
      return key;
    },
    discard(isUseless) {
      const before = keys.length;
      keys = keys.filter((key) => !isUseless(key));
      return before - keys.length;
    },
    size: () => keys.length,
    async close() {
      closed = true;
      clearTimeout(timer);
      keys = [];
      await bringing?.catch(() => undefined);
      keys = [];
    },
  };
}
