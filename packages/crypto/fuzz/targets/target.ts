import type { Corpus, SampleKind } from '../corpus/corpus.ts';
import type { Mutator } from '../mutate/mutator.ts';

export type Target = {
  /** What it begins with. */
  kinds: SampleKind[];
  mutate: Mutator;
  /**
   * Reads one input. @returns what came out, in words that are equal for what took the same way
   * @throws CryptoError for a refusal; Violation when a promise is broken; anything else is a finding too
   */
  run(input: Uint8Array): Promise<string> | string;
};

export type TargetMaker = (corpus: Corpus) => Target;

/** A promise of the package that does not hold for an input. */
export class Violation extends Error {
  override name = 'Violation';
}

export function must(holds: boolean, promise: string): void {
  if (!holds) throw new Violation(promise);
}
