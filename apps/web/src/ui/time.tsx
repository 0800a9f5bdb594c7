'use client';

import { useFormatter, useNow } from 'next-intl';

export type TimeProps = {
  /** ISO 8601, as the API gives it. */
  value: string;
  /** `relative`: "3 minutes ago", with the exact time as a tooltip. */
  format?: 'date' | 'date-time' | 'exact' | 'relative';
};

const MINUTE = 60_000;

/** A moment in the reader's language and time zone. `exact` shows seconds and the zone, as evidence needs. */
export function Time({ value, format = 'date-time' }: TimeProps) {
  const formatter = useFormatter();
  const now = useNow({ updateInterval: MINUTE });
  const at = new Date(value);
  const dateTime = formatter.dateTime(at, { dateStyle: 'medium', timeStyle: 'short' });
  const exact = formatter.dateTime(at, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
  const texts = {
    date: () => formatter.dateTime(at, { dateStyle: 'medium' }),
    'date-time': () => dateTime,
    exact: () => exact,
    relative: () => formatter.relativeTime(at, now),
  };
  return (
    // "Seconds ago" may have become "a minute ago" on the way from the server; the next minute mends it.
    <time dateTime={value} title={exact} suppressHydrationWarning className="tabular-nums">
      {texts[format]()}
    </time>
  );
}
