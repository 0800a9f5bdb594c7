import type { ExecutorLog } from './log.ts';

export type Pump = {
  start(): void;
  /** Looks for work now; what is under way looks once more afterwards. */
  nudge(): void;
  /** Resolves when no work is under way; none begins after that. */
  stop(): Promise<void>;
};

/** What one look brought: `'more'` looks again at once, a number waits at most so many milliseconds. */
export type Look = 'more' | number;

const ERROR_PAUSE_MS = 1000;

/**
 * Looks for one kind of work, again and again: at once after a nudge, else when `look` says. A look
 * that fails (the database is away) is logged and repeated a second later.
 */
export function createPump(name: string, log: ExecutorLog, look: () => Promise<Look>): Pump {
  let running = false;
  let nudged = false;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> | undefined;

  const turn = async () => {
    let pause: Look = 'more';
    while (running && pause === 'more') {
      nudged = false;
      pause = await look().catch((error: unknown) => {
        log.error({ err: error, pump: name }, 'executor could not look for work; it tries again');
        return ERROR_PAUSE_MS;
      });
      if (nudged && pause !== ERROR_PAUSE_MS) pause = 'more';
    }
    current = undefined;
    if (running && pause !== 'more') timer = setTimeout(begin, Math.max(1, pause));
  };
  const begin = () => {
    clearTimeout(timer);
    if (!running) return;
    if (current) nudged = true;
    else current = turn();
  };

  return {
    start() {
      running = true;
      begin();
    },
    nudge: begin,
    async stop() {
      running = false;
      clearTimeout(timer);
      await current;
    },
  };
}
