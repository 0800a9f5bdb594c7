import { distance, type Point } from './stroke-path.ts';

type Sample = { at: readonly [number, number]; time: number; pressure: number | undefined };

/** Pad units in a millisecond at which a line is half as thick as it can get. */
const MIDDLE_SPEED = 0.9;
/** How much of a new value counts; the rest is what the pen did before. */
const FOLLOW = 0.3;

/**
 * How thick the line is at a sample, from 0 to 1: by the pen's pressure where the device tells it, otherwise by speed, as
 * ink flows: slow is thick. Smoothed, so that no device's jitter shows.
 * @param before the sample before in the same stroke
 */
export function pressureAt(sample: Sample, before: (Sample & { value: number }) | undefined): number {
  if (!before) return round(sample.pressure ?? 0.5);
  const wanted = sample.pressure ?? bySpeed(sample, before);
  return round(before.value + (wanted - before.value) * FOLLOW);
}

function bySpeed(sample: Sample, before: Sample): number {
  const time = Math.max(1, sample.time - before.time);
  const speed = distance(sample.at, before.at) / time;
  return 1 / (1 + speed / MIDDLE_SPEED);
}

/** A mouse says 0.5 whenever its button is down, a finger 0 or 1 or whatever it likes: only pens are believed. */
export function pressureOf(event: { pointerType: string; pressure: number }): number | undefined {
  return event.pointerType === 'pen' && event.pressure > 0 ? Math.min(1, event.pressure) : undefined;
}

export const withPressure = ([x, y]: readonly [number, number], pressure: number): Point => [x, y, pressure];

const round = (value: number) => Math.round(value * 100) / 100;
