import { afterEach, expect, test } from 'vitest';
import { dayOf, dayRange, endOfDay } from './deadline.ts';

const zone = process.env.TZ;
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test.each([
  ['Asia/Shanghai', '2026-03-31T15:59:59.999Z'],
  ['America/New_York', '2026-04-01T03:59:59.999Z'],
  ['Pacific/Kiritimati', '2026-03-31T09:59:59.999Z'],
])('in %s the day ends at %s, and that moment is of that day', (timeZone, moment) => {
  process.env.TZ = timeZone;
  expect(endOfDay('2026-03-31')).toBe(moment);
  expect(dayOf(moment)).toBe('2026-03-31');
});

test('no day is no deadline', () => {
  expect([endOfDay(''), endOfDay('2026-03'), endOfDay('soon')]).toEqual([null, null, null]);
  expect(dayOf(null)).toBe('');
});

test('one chooses between today and a year from today, also on a leap day', () => {
  process.env.TZ = 'Asia/Shanghai';
  expect(dayRange(new Date('2028-02-29T10:00:00Z'))).toEqual({ min: '2028-02-29', max: '2029-03-01' });
});
