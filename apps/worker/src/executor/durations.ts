const UNITS: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * When an Inngest time string is due: a duration such as `2h30m10s` after `now`, or an ISO date.
 * The SDK writes a duration of zero as the empty string.
 *
 * Throws RangeError for anything else, rather than to wait for no time or for ever.
 */
export function dueAt(text: string, now: Date): Date {
  if (/^\d{4}-/.test(text)) return parseDate(text);
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))*$/.test(text))
    throw new RangeError(`"${text}" is no duration and no date.`);
  let milliseconds = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)) {
    milliseconds += Number(amount) * (UNITS[unit] ?? Number.NaN);
  }
  return new Date(now.getTime() + milliseconds);
}

/** When a `retry-after` header (seconds or a date, RFC 9110 §10.2.3, or an ISO date) allows the next try. */
export function retryAfter(header: string, now: Date): Date | undefined {
  if (/^\d+$/.test(header)) return new Date(now.getTime() + Number(header) * 1000);
  const date = new Date(header);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function parseDate(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new RangeError(`"${text}" is no date.`);
  return date;
}

/** Milliseconds before try `attempt + 1`: 2 s, doubling up to half an hour, ± 20 % so that herds spread out. */
export function exponentialBackoff(attempt: number, random: () => number = Math.random): number {
  const base = Math.min(2000 * 2 ** attempt, 1_800_000);
  return Math.round(base * (0.8 + 0.4 * random()));
}
