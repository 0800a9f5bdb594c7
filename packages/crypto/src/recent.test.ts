import { expect, test } from 'vitest';
import { Recent } from './recent.ts';

const octets = (...values: number[]) => Uint8Array.from(values);

test('equal octets give the same thing, other octets another', () => {
  const recent = new Recent<object>({ capacity: 2, maxOctets: 8 });
  const first = recent.get(octets(1, 2), () => ({}));
  expect(recent.get(octets(1, 2), () => ({}))).toBe(first);
  expect(recent.get(octets(1, 3), () => ({}))).not.toBe(first);
});

test('octets changed afterwards are other octets', () => {
  const recent = new Recent<string>({ capacity: 2, maxOctets: 8 });
  const mine = octets(1, 2);
  recent.get(mine, () => 'before');
  mine[0] = 9;
  expect(recent.get(mine, () => 'after')).toBe('after');
});

test('what was not used for longest gives way', () => {
  const recent = new Recent<number>({ capacity: 2, maxOctets: 8 });
  recent.get(octets(1), () => 1);
  recent.get(octets(2), () => 2);
  recent.get(octets(1), () => 0);
  recent.get(octets(3), () => 3);
  expect(recent.get(octets(1), () => 0)).toBe(1);
  expect(recent.get(octets(2), () => 0)).toBe(0);
});

test('nothing large is kept, and nothing that failed', () => {
  const recent = new Recent<number>({ capacity: 2, maxOctets: 2 });
  recent.get(octets(1, 2, 3), () => 1);
  expect(recent.get(octets(1, 2, 3), () => 2)).toBe(2);
  expect(() =>
    recent.get(octets(1), () => {
      throw new Error('broken');
    }),
  ).toThrow('broken');
  expect(recent.get(octets(1), () => 3)).toBe(3);
});
