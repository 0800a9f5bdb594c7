import { z } from 'zod';

/** One line of a bench's table. */
export const rowSchema = z.object({
  bench: z.string(),
  case: z.string(),
  subject: z.string(),
  /** Median over the rounds. */
  perSecond: z.number().positive(),
  /** How many times faster chopmark is than the subject; 1 for chopmark itself. */
  ratio: z.number().positive(),
  /** Median of a single one's time, where that isn't the inverse of `perSecond`. */
  seconds: z.number().positive().optional(),
  /** How much the largest memory of the process grew, in sizes of the file. */
  memory: z.number().nonnegative().optional(),
});

export type Row = z.infer<typeof rowSchema>;

export type BenchOptions = {
  /** Words about the progress; never the result. */
  note(line: string): void;
  /** Tiny counts: whether it works at all. Its figures mean nothing. */
  smoke?: boolean;
};

/** @throws Error when a subject's result isn't what it should be: then no figure of the run is worth anything */
export type Bench = (options: BenchOptions) => Promise<Row[]>;

/** Three significant digits: more than a noisy machine can tell. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return (low + high) / 2;
}
