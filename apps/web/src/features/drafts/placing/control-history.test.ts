import { expect, test } from 'vitest';
import type { DraftControl } from '../draft.ts';
import { emptyHistory, record, redo, undo } from './control-history.ts';

const at = (x: number): DraftControl[] => [
  {
    id: 'a',
    documentId: 'd',
    participantId: 'p',
    kind: 'text',
    page: 0,
    x,
    y: 0,
    width: 10,
    height: 10,
    label: null,
    required: true,
    fontSize: 11,
  },
];

test('what was done is undone step by step and done again, until something new is done', () => {
  let history = record(emptyHistory, at(0), { now: 0 });
  history = record(history, at(1), { now: 1 });
  const back = undo(history, at(2));
  expect(back?.controls).toEqual(at(1));
  const further = undo(back?.history ?? emptyHistory, at(1));
  expect(further?.controls).toEqual(at(0));
  expect(undo(further?.history ?? emptyHistory, at(0))).toBeUndefined();
  const again = redo(further?.history ?? emptyHistory, at(0));
  expect(again?.controls).toEqual(at(1));
  expect(redo(record(again?.history ?? emptyHistory, at(1), { now: 9 }), at(7))).toBeUndefined();
});

test('key after key is one step, after a pause another', () => {
  let history = emptyHistory;
  for (const now of [0, 300, 600, 3_000]) history = record(history, at(now), { tag: 'nudge a', now });
  history = record(history, at(4), { tag: 'nudge b', now: 3_100 });
  expect(history.past.map((controls) => controls[0]?.x)).toEqual([0, 3_000, 4]);
});

test('it forgets the oldest steps', () => {
  let history = emptyHistory;
  for (let now = 0; now < 150; now++) history = record(history, at(now), { now });
  expect(history.past).toHaveLength(100);
  expect(history.past[0]?.[0]?.x).toBe(50);
});
