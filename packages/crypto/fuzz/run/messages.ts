import type { Tally } from './fuzz-loop.ts';
import type { Fault, Observation } from './observe.ts';

/** What a child is to do. */
export type Task = {
  name: string /* of the target */;
  corpusFile: string;
  journalFile: string;
  job: { kind: 'fuzz'; seed: string; seconds: number } | { kind: 'repeat'; file: string };
};

/** What it tells; inputs in Base64. */
export type FromChild =
  | { kind: 'found'; fault: Fault; input: string }
  | { kind: 'progress'; tally: Tally }
  | { kind: 'repeated'; observation: Observation; memory: number };
