import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CoreError } from '../errors.ts';
import { pointsOf } from './glyph-outlines.ts';
import { composeRoundSeal, drawRoundSeal } from './round-seal.ts';
import {
  defaultRoundSeal,
  type RoundSealSpec,
  roundSealLimits,
  roundSealSpec,
  sealColours,
} from './round-seal-spec.ts';

const spec: RoundSealSpec = {
  ...defaultRoundSeal,
  enterpriseName: '北京示例科技有限公司',
  sealId: '1101080012345',
};
const texts = spec.enterpriseName.length + spec.sealId.length + spec.sealType.length;

/** How far the outermost point of the texts is from the border's inner side; negative when it is crossed. */
function roomWithin(drawn: RoundSealSpec): number {
  const { width, paths } = drawRoundSeal(drawn);
  const centre = width / 2;
  const radii = paths
    .filter((path) => path.fill)
    .flatMap(({ d }) => pointsOf(d).map(([x, y]) => Math.hypot(x - centre, y - centre)));
  return centre - drawn.borderMm * 100 - Math.max(...radii);
}

const refusalOf = (drawn: RoundSealSpec) => {
  try {
    drawRoundSeal(drawn);
  } catch (error) {
    if (error instanceof CoreError) return [error.code, error.field];
    throw error;
  }
  return undefined;
};

test('the same parameters give the same drawing, byte for byte', () => {
  expect(JSON.stringify(drawRoundSeal(spec))).toBe(JSON.stringify(drawRoundSeal({ ...spec })));
});

test('draws the border, every character of the three texts, and the star', () => {
  const { paths } = drawRoundSeal(spec);
  expect(paths).toHaveLength(1 + texts + 1);
  expect(drawRoundSeal({ ...spec, star: false }).paths).toHaveLength(1 + texts);
  expect(drawRoundSeal({ ...spec, innerRing: true }).paths).toHaveLength(2 + texts + 1);
  expect(drawRoundSeal({ ...spec, sealId: '', sealType: '' }).paths).toHaveLength(
    1 + spec.enterpriseName.length + 1,
  );
  expect(paths.every((path) => path.d.length > 10)).toBe(true);
});

test('different characters are drawn differently', () => {
  const glyphs = drawRoundSeal(spec).paths.slice(1, 1 + spec.enterpriseName.length);
  expect(new Set(glyphs.map((path) => path.d)).size).toBe(spec.enterpriseName.length);
});

test('a spec of the first seals still parses and says the same', () => {
  const { enterpriseName, sealId } = spec;
  const first = {
    kind: 'round',
    sealType: '合同专用章',
    diameterMm: 42,
    colour: '#c8102e',
    star: true,
    enterpriseName,
    sealId,
  };
  expect(roundSealSpec.parse(first)).toEqual(spec);
});

test.each([
  '示例',
  '北京示例科技有限公司',
  '内蒙古自治区呼和浩特市示例信息技术研究开发有限责任公司',
  'Example Technology (Beijing) Co., Ltd.',
])('%s lies within the border', (enterpriseName) => {
  expect(roomWithin({ ...spec, enterpriseName })).toBeGreaterThan(0);
});

const measure = ({ min, max }: { min: number; max: number }) => fc.double({ min, max, noNaN: true });
const fitted = (limits: { min: number; max: number }) => fc.option(measure(limits), { nil: null });
const words = (alphabet: string, min: number, max: number) =>
  fc
    .array(fc.constantFrom(...alphabet), { minLength: min, maxLength: max })
    .map((characters) => characters.join('').trim());
const anySpec = fc.record({
  kind: fc.constant('round' as const),
  enterpriseName: words(
    '上海远见设计（集团）有限公司ABCxyz&.,- 《》，',
    1,
    roundSealLimits.enterpriseName.max,
  ),
  sealType: words('合同专用章财务()1', 0, roundSealLimits.sealType.max),
  sealId: words('0123456789', 0, roundSealLimits.sealId.max),
  diameterMm: measure(roundSealLimits.diameterMm),
  colour: fc.constantFrom(...Object.values(sealColours)),
  star: fc.boolean(),
  starSizeMm: fitted(roundSealLimits.starSizeMm),
  nameSizeMm: fitted(roundSealLimits.nameSizeMm),
  nameSpacing: measure(roundSealLimits.nameSpacing),
  typeSizeMm: fitted(roundSealLimits.typeSizeMm),
  typeOffsetMm: measure(roundSealLimits.typeOffsetMm),
  borderMm: measure(roundSealLimits.borderMm),
  innerRing: fc.boolean(),
});

test('whatever is asked for within the limits lies within the border or is refused by its field', () => {
  let drawn = 0;
  fc.assert(
    fc.property(anySpec, (any) => {
      fc.pre(any.enterpriseName !== '');
      const asked = roundSealSpec.parse(any);
      const refusal = refusalOf(asked);
      if (refusal) {
        expect(Object.keys(asked)).toContain(refusal[1]);
        expect(['SEAL_TEXT_TOO_LONG', 'SEAL_PARTS_COLLIDE']).toContain(refusal[0]);
        return;
      }
      drawn++;
      expect(roomWithin(asked)).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 150, seed: 20260701 },
  );
  expect(drawn).toBeGreaterThan(15);
});

test('what nobody chose is chosen so that it fits, on every usual size', () => {
  for (const diameterMm of [30, ...roundSealLimits.diameterMm.usual, 60]) {
    for (const length of [1, 2, 6, 11, 17, 23, 30, 36]) {
      const enterpriseName = '远'.repeat(length);
      expect([diameterMm, length, refusalOf({ ...spec, diameterMm, enterpriseName })]).toEqual([
        diameterMm,
        length,
        undefined,
      ]);
    }
  }
});

test('characters of the upper arc do not run into each other', () => {
  for (const length of [4, 10, 14, 18, 24, 36]) {
    const { width, paths } = drawRoundSeal({ ...spec, enterpriseName: '田'.repeat(length), sealId: '' });
    const spans = paths.slice(1, 1 + length).map(({ d }) => {
      const angles = pointsOf(d).map(([x, y]) => Math.atan2(x - width / 2, width / 2 - y));
      return [Math.min(...angles), Math.max(...angles)] as const;
    });
    for (const [index, [from]] of spans.entries()) {
      if (index > 0) expect(from).toBeGreaterThan(spans[index - 1]?.[1] ?? 0);
    }
  }
});

test('the upper arc is symmetric about the middle', () => {
  const { width, paths } = drawRoundSeal({ ...spec, enterpriseName: '田田田田' });
  const middle = (d: string | undefined) => {
    const xs = pointsOf(d ?? '').map(([x]) => x);
    return (Math.min(...xs) + Math.max(...xs)) / 2;
  };
  const [first, , , last] = paths.slice(1, 5);
  expect(middle(first?.d) + middle(last?.d)).toBeCloseTo(width, -1);
});

test('says what it chose where the spec left it open, and takes what was chosen', () => {
  const { fitted: chosen } = composeRoundSeal(spec);
  expect(composeRoundSeal({ ...spec, ...chosen }).fitted).toEqual(chosen);
  expect(composeRoundSeal({ ...spec, nameSizeMm: 4 }).fitted.nameSizeMm).toBe(4);
});

test.each([
  ['a name that is too long', { enterpriseName: '公'.repeat(60) }, 'SEAL_TEXT_TOO_LONG', 'enterpriseName'],
  [
    'a size too large for the name',
    { enterpriseName: '远'.repeat(16), nameSizeMm: 8 },
    'SEAL_TEXT_TOO_LONG',
    'nameSizeMm',
  ],
  ['a type pushed over the number', { typeOffsetMm: 7 }, 'SEAL_TEXT_TOO_LONG', 'typeOffsetMm'],
  ['a type pushed into the star', { typeOffsetMm: -6 }, 'SEAL_PARTS_COLLIDE', 'typeOffsetMm'],
  ['a type too large for its line', { typeSizeMm: 8 }, 'SEAL_TEXT_TOO_LONG', 'typeSizeMm'],
  ['a star that covers the name', { starSizeMm: 24, diameterMm: 30 }, 'SEAL_PARTS_COLLIDE', 'starSizeMm'],
])('refuses %s', (_what, change, code, field) => {
  const refusal = refusalOf({ ...spec, ...change });
  expect(refusal?.[1]).toBe(field);
  expect(refusal?.[0]).toBe(code);
});

test.each(['enterpriseName', 'sealType'] as const)(
  'refuses a character of %s the font has no glyph for',
  (field) => {
    expect(() => drawRoundSeal({ ...spec, [field]: '示例🙂' })).toThrow(
      expect.objectContaining({ code: 'SEAL_CHARACTER_MISSING', field, params: { character: '🙂' } }),
    );
  },
);

test.each([
  ['sealId', '12a4'],
  ['sealId', '1'.repeat(21)],
  ['sealType', '章'.repeat(13)],
  ['enterpriseName', ' '],
  ['diameterMm', 61],
  ['colour', '#00ff00'],
  ['borderMm', Number.NaN],
])('%s of %s is no seal', (field, value) => {
  const parsed = roundSealSpec.safeParse({ ...spec, [field]: value });
  expect(parsed.error?.issues[0]?.path).toEqual([field]);
});
