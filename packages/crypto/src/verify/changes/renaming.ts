/**
 * Which object number stands for which of the revision before. Writers renumber objects, which changes nothing as long as it is
 * one for one: layers, for one, are told apart by their number alone.
 */
export class Renaming {
  readonly #base: Renaming | undefined;
  readonly #forward = new Map<number, number>();
  readonly #backward = new Map<number, number>();

  constructor(base?: Renaming) {
    this.#base = base;
  }

  allows(before: number, after: number): boolean {
    if (this.#base !== undefined && !this.#base.allows(before, after)) return false;
    return (this.#forward.get(before) ?? after) === after && (this.#backward.get(after) ?? before) === before;
  }

  has(before: number): boolean {
    return this.#forward.has(before);
  }

  add(before: number, after: number): void {
    this.#forward.set(before, after);
    this.#backward.set(after, before);
  }

  pairs(): IterableIterator<[number, number]> {
    return this.#forward.entries();
  }
}
