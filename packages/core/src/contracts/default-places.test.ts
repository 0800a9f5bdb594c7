import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultPlaces, type Page, type Party, type Place } from './default-places.ts';

const MM = 72 / 25.4;
const pageOf = (page: Partial<Page>): Page => ({
  width: 595,
  height: 842,
  index: 0,
  dates: true,
  seal: { width: 42 * MM, height: 42 * MM },
  taken: [],
  ...page,
});

const partiesOf = (persons: number, self: boolean): Party[] => [
  ...(self ? [{ id: 'own', kind: 'member' }] : []),
  ...Array.from({ length: persons }, (_, index) => ({ id: `p${index}`, kind: 'person' })),
];

test.each([
  ['A4', 595, 842],
  ['A4 landscape', 842, 595],
  ['a receipt', 227, 600],
  ['a label', 72, 72],
  ['a stamp', 20, 20],
  ['A0', 2384, 3370],
])('%s holds every place of two parties', (_name, width, height) => {
  const places = [...defaultPlaces(partiesOf(1, true), pageOf({ width, height })).values()].flat();
  expect(places.map((place) => place.kind).sort()).toEqual(['date', 'date', 'seal', 'signature']);
  for (const place of places) {
    expect(place.width).toBeGreaterThan(0);
    expect(place.height).toBeGreaterThan(0);
    expect(place.x).toBeGreaterThanOrEqual(0);
    expect(place.y).toBeGreaterThanOrEqual(0);
    expect(place.x + place.width).toBeLessThanOrEqual(width);
    expect(place.y + place.height).toBeLessThanOrEqual(height);
  }
});

test('on A4 the seal has its true size of 42 mm', () => {
  const places = defaultPlaces(partiesOf(1, true), pageOf({ index: 2 }));
  const seal = places.get('own')?.find((place) => place.kind === 'seal');
  expect(seal).toMatchObject({ page: 2, x: 60 });
  expect(seal?.width).toBeCloseTo((42 * 72) / 25.4, 6);
  expect(seal?.height).toBe(seal?.width);
});

test('the seal has the size of the seal there is', () => {
  const oval = { width: 40 * MM, height: 30 * MM };
  const seal = defaultPlaces(partiesOf(0, true), pageOf({ seal: oval })).get('own')?.[0];
  expect(seal).toMatchObject({ kind: 'seal', ...oval });
});

const areApart = (a: Place, b: Place) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

test('whatever the page and the number of parties, all get a place and none overlap', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 10, max: 3000 }),
      fc.integer({ min: 10, max: 3000 }),
      fc.integer({ min: 0, max: 20 }),
      fc.boolean(),
      fc.boolean(),
      (width, height, persons, self, dates) => {
        const parties = partiesOf(persons, self);
        const byParty = defaultPlaces(parties, pageOf({ width, height, dates }));
        expect([...byParty.keys()].sort()).toEqual(parties.map((party) => party.id).sort());
        const places = [...byParty.values()].flat();
        const outside = places.filter(
          (a) => !(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height),
        );
        const overlapping = places.filter((a, index) => places.slice(index + 1).some((b) => !areApart(a, b)));
        expect([outside, overlapping]).toEqual([[], []]);
      },
    ),
  );
});

test('a document that takes no dates gets none', () => {
  const places = defaultPlaces(partiesOf(2, true), pageOf({ dates: false }));
  expect([...places.values()].flat().map((place) => place.kind)).toEqual(['seal', 'signature', 'signature']);
});

test('nothing is put upon what stands there already, as long as the page has room', () => {
  const corner = fc.record({
    x: fc.integer({ min: 0, max: 445 }),
    y: fc.integer({ min: 0, max: 700 }),
    width: fc.integer({ min: 10, max: 150 }),
    height: fc.integer({ min: 10, max: 120 }),
  });
  fc.assert(
    fc.property(fc.array(corner, { maxLength: 4 }), fc.integer({ min: 1, max: 4 }), (taken, persons) => {
      const places = [...defaultPlaces(partiesOf(persons, true), pageOf({ taken })).values()].flat();
      expect(places.filter((place) => taken.some((other) => !areApart(place, other)))).toEqual([]);
    }),
  );
});

test('on a full page everyone gets a place nevertheless', () => {
  const taken = [{ x: 0, y: 0, width: 595, height: 842 }];
  expect(defaultPlaces(partiesOf(3, true), pageOf({ taken })).size).toBe(4);
});
