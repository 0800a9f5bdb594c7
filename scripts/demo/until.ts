const DEADLINE_MS = 180_000;
const POLL_MS = 25;

/** Asks again and again until there is an answer. @throws Error after three minutes */
export async function until<T>(probe: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > deadline) throw new Error('the demo waited three minutes for a step; see the log above');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
