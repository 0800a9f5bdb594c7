import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

test('runs no more than its size at a time, in order, and goes on after a failure', async () => {
  const slots = createSlots(2, 10);
  let running = 0;
  let most = 0;
  const started: number[] = [];
  const work = (index: number) => async () => {
    running += 1;
    most = Math.max(most, running);
    started.push(index);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running -= 1;
    if (index === 1) throw new Error('one fails');
    return index;
  };
  const results = await Promise.allSettled([0, 1, 2, 3, 4].map((index) => slots.run(work(index))));
  expect(results.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
  expect(most).toBe(2);
  expect(started).toEqual([0, 1, 2, 3, 4]);
  expect(await slots.run(async () => 'again')).toBe('again');
});

test('turns away what it has no place for, to be tried again', async () => {
  const slots = createSlots(1, 1);
  let finish = () => {};
  const first = slots.run(() => new Promise<void>((resolve) => (finish = resolve)));
  const second = slots.run(async () => 'second');
  await expect(slots.run(async () => 'third')).rejects.toMatchObject({
    code: 'CONVERSION_UNAVAILABLE',
    retryable: true,
  });
  finish();
  await first;
  expect(await second).toBe('second');
});
