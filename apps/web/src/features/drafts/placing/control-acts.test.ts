import { expect, test } from 'vitest';
import type { DraftControl, DraftDocument } from '../draft.ts';
import { aligned, copiesOf, inReadingOrder, nudged, onAllPages, resized, sameSized } from './control-acts.ts';

const page = { width: 595, height: 842, rotation: 0 };
const document = (id: string, pages: number): DraftDocument => ({
  id,
  title: id,
  sourceName: `${id}.pdf`,
  headNo: 0,
  size: 1,
  signedBefore: false,
  pages: Array.from({ length: pages }, () => page),
});
const documents = [document('a', 3), document('b', 1)];
const control = (id: string, change: Partial<DraftControl> = {}): DraftControl => ({
  id,
  documentId: 'a',
  participantId: 'p',
  kind: 'text',
  page: 0,
  x: 100,
  y: 100,
  width: 80,
  height: 20,
  label: 'L',
  required: false,
  fontSize: 9,
  ...change,
});

test('the chosen ones move, the others stay, and at an edge all of a page stop together', () => {
  const controls = [
    control('1', { x: 5 }),
    control('2', { x: 50 }),
    control('3', { page: 1, x: 50 }),
    control('4'),
  ];
  const moved = nudged(controls, new Set(['1', '2', '3']), { x: -10, y: 1 }, documents);
  expect(moved.map((each) => [each.id, each.x, each.y])).toEqual([
    ['1', 0, 101],
    ['2', 45, 101],
    ['3', 40, 101],
    ['4', 100, 100],
  ]);
});

test('larger means to the right and downwards, and not below what can be read', () => {
  const [larger] = resized([control('1')], new Set(['1']), { x: 10, y: -5 }, documents);
  expect(larger).toMatchObject({ x: 100, y: 95, width: 90, height: 25 });
  const [smallest] = resized([control('1')], new Set(['1']), { x: -500, y: 500 }, documents);
  expect(smallest).toMatchObject({ width: 12, height: 8 });
});

test('a copy carries everything along but its ID, a little beside its original or at its place of another page', () => {
  const original = control('1');
  const [copy] = copiesOf([original], documents);
  expect(copy).toMatchObject({ label: 'L', required: false, fontSize: 9, x: 112, y: 88 });
  expect(copy?.id).not.toBe('1');
  const everywhere = onAllPages(original, documents);
  expect(everywhere.map((each) => [each.page, each.x, each.y])).toEqual([
    [1, 100, 100],
    [2, 100, 100],
  ]);
  expect(new Set(everywhere.map((each) => each.id)).size).toBe(2);
});

test('several are brought into one line and to one size', () => {
  const controls = [control('1', { width: 40, y: 300 }), control('2', { x: 200 }), control('3', { x: 300 })];
  const chosen = new Set(['1', '2']);
  expect(aligned(controls, chosen, 'left', documents).map((each) => each.x)).toEqual([100, 100, 300]);
  expect(sameSized(controls, chosen, documents).map((each) => each.width)).toEqual([40, 40, 80]);
});

test('one walks through controls as one reads', () => {
  const controls = [
    control('foot', { y: 10 }),
    control('annex', { documentId: 'b', y: 800 }),
    control('right', { y: 500, x: 300 }),
    control('second page', { page: 1, y: 800 }),
    control('left', { y: 500, x: 10 }),
  ];
  expect(inReadingOrder(controls, documents).map((each) => each.id)).toEqual([
    'left',
    'right',
    'foot',
    'second page',
    'annex',
  ]);
});
