import type { CaseName } from './material.ts';

/** A program that signs: ours or a peer. */
export type Subject = {
  name: string;
  /** One signed file, to be looked at. */
  sign(name: CaseName): Promise<Uint8Array>;
  /** Signs `count` times one after the other. @returns seconds */
  time(name: CaseName, count: number): Promise<number>;
  close(): Promise<void>;
};

/** A subject that runs in this process. */
export function inProcess(name: string, sign: Subject['sign']): Subject {
  return {
    name,
    sign,
    async time(caseName, count) {
      const since = performance.now();
      for (let done = 0; done < count; done += 1) await sign(caseName);
      return (performance.now() - since) / 1000;
    },
    close: async () => {},
  };
}
