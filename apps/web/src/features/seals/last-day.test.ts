import { expect, test } from 'vitest';
import { dayOf, endOfDay } from './last-day.ts';

const now = new Date(2026, 6, 15, 12);

test('a grant lasts to the end of its last day where the reader is', () => {
  const end = new Date(endOfDay('2026-07-15', now) ?? '');
  expect([end.getDate(), end.getHours(), end.getMinutes()]).toEqual([15, 23, 59]);
  expect(dayOf(end)).toBe('2026-07-15');
});

test.each(['', 'tomorrow', '2026-07-14', '2026-02-30', '2026-13-01'])(
  '%s is no day to grant until',
  (day) => {
    expect(endOfDay(day, now)).toBeUndefined();
  },
);
