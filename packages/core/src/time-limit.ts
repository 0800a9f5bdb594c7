/** What `withinTime` gives when the work took longer. */
export const timedOut = Symbol('timed out');

/** The work's result, or `timedOut` after so many milliseconds; the work itself can't be stopped and is left to end unheard. */
export async function withinTime<T>(milliseconds: number, work: Promise<T>): Promise<T | typeof timedOut> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof timedOut>((resolve) => {
    timer = setTimeout(() => resolve(timedOut), milliseconds);
  });
  // Whoever loses the race may still fail.
  work.catch(() => {});
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
