import type { Random } from '../random.ts';

/** Makes a damaged or hostile input of an honest one. `others` are further inputs of the same kind, to take pieces from. */
export type Mutator = (random: Random, input: Uint8Array, others: readonly Uint8Array[]) => Uint8Array;

/** One of several mutators each time, each as often as its weight says. */
export function oneOf(...weighted: readonly (readonly [weight: number, mutator: Mutator])[]): Mutator {
  const choices = weighted.flatMap(([weight, mutator]) => Array.from({ length: weight }, () => mutator));
  return (random, input, others) => random.pick(choices)(random, input, others);
}

/** One mutation mostly, sometimes several on top of each other. */
export function repeated(mutator: Mutator): Mutator {
  return (random, input, others) => {
    let result = input;
    for (let left = random.pick([1, 1, 1, 1, 2, 3, 6]); left > 0; left -= 1) {
      result = mutator(random, result, others);
    }
    return result;
  };
}
