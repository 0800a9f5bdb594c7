/** Prints what is being done, one line a step with the time it took, to standard error or standard output. */
export function createSteps(write: (line: string) => void) {
  const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(2).padStart(6)} s`;
  return {
    async step<T>(name: string, work: () => Promise<T>): Promise<T> {
      const since = performance.now();
      try {
        const result = await work();
        write(`✓ ${seconds(since)}  ${name}`);
        return result;
      } catch (error) {
        write(`✗ ${seconds(since)}  ${name}`);
        throw error;
      }
    },
    note: (line: string) => write(`            ${line}`),
  };
}

export type Steps = ReturnType<typeof createSteps>;
