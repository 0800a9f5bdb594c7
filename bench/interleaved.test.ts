import { expect, test } from 'vitest';
import { interleavedRates } from './interleaved.ts';
import { median } from './row.ts';

test('rates are medians over rounds in which all take their turn', async () => {
  const turns: string[] = [];
  const contestant = (name: string, seconds: (turn: number) => number) => {
    let turn = 0;
    return {
      name,
      time: async () => {
        turns.push(name);
        turn += 1;
        return seconds(turn);
      },
    };
  };
  // One round of the steady one is disturbed; the first turn warms up.
  const steady = contestant('steady', (turn) => (turn === 3 ? 100 : 1));
  const slow = contestant('slow', () => 4);
  const pace = { rounds: 3, warmUpSeconds: 0, roundSeconds: 0 };
  const rates = await interleavedRates([steady, slow], pace);
  expect([...rates]).toEqual([
    ['steady', 1],
    ['slow', 0.25],
  ]);
  expect(turns.slice(2).join()).toBe('steady,slow,steady,slow,steady,slow');
});

test('the median of an even count lies between the middle two', () => {
  expect([median([3]), median([9, 1]), median([5, 1, 100]), median([4, 1, 2, 3])]).toEqual([3, 5, 5, 2.5]);
});
