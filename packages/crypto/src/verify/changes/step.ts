import type { Snapshot } from '../snapshot.ts';
import type { Change } from './change.ts';
import type { Comparison } from './comparison.ts';

/** One step from a revision to the next, as the rules see it. */
export type Step = {
  comparison: Comparison;
  before: Snapshot;
  after: Snapshot;
  /** Writes a change down, with the revision filled in. */
  note: (change: Omit<Change, 'revision'>) => void;
};
