import type { Bench } from './row.ts';

/** Loaded only when asked for: one bench needs no other's peers. */
export const benches: Record<string, () => Promise<Bench>> = {
  sign: async () => (await import('./sign/sign.ts')).signBench,
  many: async () => (await import('./many/many.ts')).manyBench,
  large: async () => (await import('./large/large.ts')).largeBench,
  verify: async () => (await import('./verify/verify.ts')).verifyBench,
  keys: async () => (await import('./keys/keys.ts')).keysBench,
  contract: async () => (await import('./contract/contract.ts')).contractBench,
};
