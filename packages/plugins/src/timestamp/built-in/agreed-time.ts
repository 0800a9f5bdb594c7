import type { TimeSample } from '../../contract/host.ts';

export type SourceFinding = { server: string; sample?: TimeSample; code?: string };

/** What the time servers say together: how far our clock is off, and how sure that is. */
export type AgreedTime = { offsetMs: number; uncertaintyMs: number; agreeing: number; asked: number };

/**
 * The median of all usable answers, if more than half of all servers asked stand behind it: then one that lies, or fails,
 * among three decides nothing. An answer is usable when it is closer to the reference clock than the accuracy; it stands
 * behind the median when that lies within its own distance, give or take a quarter of the accuracy.
 * @returns undefined when too few answered, or they contradict each other
 */
export function agreedTime(findings: readonly SourceFinding[], accuracyMs: number): AgreedTime | undefined {
  const usable = findings.flatMap(({ sample }) =>
    sample && sample.distanceMs <= accuracyMs ? [sample] : [],
  );
  const sorted = usable.map(({ offsetMs }) => offsetMs).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] =
    sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  const offsetMs = (low + high) / 2;
  const agreeing = usable.filter(
    (sample) => Math.abs(sample.offsetMs - offsetMs) <= sample.distanceMs + accuracyMs / 4,
  );
  if (agreeing.length * 2 <= findings.length) return undefined;
  // The truth is as near as the best of those who agree says, seen from the median.
  const uncertaintyMs = Math.min(
    ...agreeing.map((sample) => sample.distanceMs + Math.abs(sample.offsetMs - offsetMs)),
  );
  return { offsetMs, uncertaintyMs, agreeing: agreeing.length, asked: findings.length };
}
