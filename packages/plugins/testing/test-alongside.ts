import type { Alongside } from '../src/contract/host.ts';

type Kept = { fails: boolean; written: number };

const made = new WeakMap<Alongside, Kept>();

/**
 * Something that the caller of a plug-in has written together with the plug-in's entries, for a state in memory.
 * @param fails it can not be written, so that nothing may be
 */
export function testAlongside({ fails = false } = {}): { alongside: Alongside; written(): number } {
  const alongside: Alongside = Object.freeze({ kind: 'alongside' });
  const kept = { fails, written: 0 };
  made.set(alongside, kept);
  return { alongside, written: () => kept.written };
}

/** As a host's state writes it; what is none of the host's is left alone. */
export function writeTestAlongside(alongside: Alongside): void {
  const kept = made.get(alongside);
  if (kept?.fails) throw new Error('the database refuses what was to be written alongside');
  if (kept) kept.written += 1;
}
