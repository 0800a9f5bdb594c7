import { expect, test } from 'vitest';
import { nothingFilled, tabMemory } from './tab-memory.ts';

function store(room = Number.POSITIVE_INFINITY) {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem(key: string, value: string) {
      if (value.length > room) throw new Error('QuotaExceededError');
      items.set(key, value);
    },
    removeItem: (key: string) => void items.delete(key),
  };
}

const filled = {
  sealId: 's1',
  signature: { kind: 'drawn' as const, strokes: [[[1, 2] as const, [3, 4, 0.5] as const]] },
  values: { c1: '杭州市\n西湖区' },
  challenge: { challengeId: 'x', sentTo: 'a***@example.com', expiresAt: '2026-03-01T08:00:00.000Z' },
};

test('what was filled in is there again, for this signer only', () => {
  const tab = store();
  tabMemory('ann', tab).write(filled);
  expect(tabMemory('ann', tab).read()).toEqual(filled);
  expect(tabMemory('bob', tab).read()).toEqual(nothingFilled);
  tabMemory('ann', tab).clear();
  expect(tab.items.size).toBe(0);
});

test('what is not of our making, and what there is no room for, counts as nothing', () => {
  const tab = store();
  tab.items.set('chopmark:signing:ann', '{"values": {"a": 7}}');
  expect(tabMemory('ann', tab).read()).toEqual(nothingFilled);
  tab.items.set('chopmark:signing:ann', 'no json');
  expect(tabMemory('ann', tab).read()).toEqual(nothingFilled);
  const small = store(20);
  tabMemory('ann', small).write(filled);
  expect(tabMemory('ann', small).read()).toEqual(nothingFilled);
});
