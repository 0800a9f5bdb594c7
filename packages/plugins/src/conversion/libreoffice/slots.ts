import { PluginError } from '../../errors.ts';

export type Slots = { run<T>(work: () => Promise<T>): Promise<T> };

/** Runs at most `size` pieces of work at a time, first come, first served; more than `maxWaiting` are turned away. */
export function createSlots(size: number, maxWaiting: number): Slots {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    async run(work) {
      if (running < size) {
        running += 1;
      } else {
        if (waiting.length >= maxWaiting) throw tooBusy();
        // Whoever ends hands its slot over, so `running` stays as it is.
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}

function tooBusy(): PluginError {
  return new PluginError(
    'CONVERSION_UNAVAILABLE',
    'Too many documents wait to be converted. Try again in a minute.',
    {
      retryable: true,
    },
  );
}
