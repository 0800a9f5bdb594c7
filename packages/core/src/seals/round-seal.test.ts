import { expect, test } from 'vitest';
import { defaultRoundSeal, drawRoundSeal } from './round-seal.ts';

const spec = { ...defaultRoundSeal, enterpriseName: '北京示例科技有限公司', sealId: '1101080012345' };

/** All coordinates of a path of absolute M, L, Q, C commands. */
const points = (d: string) => {
  const numbers = d.match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  return Array.from({ length: numbers.length / 2 }, (_, index) => [
    numbers[2 * index] ?? Number.NaN,
    numbers[2 * index + 1] ?? Number.NaN,
  ]) as [number, number][];
};

test('the same parameters give the same drawing, byte for byte', () => {
  expect(JSON.stringify(drawRoundSeal(spec))).toBe(JSON.stringify(drawRoundSeal({ ...spec })));
});

test('draws the border, every character of the three texts, and the star', () => {
  const { paths } = drawRoundSeal(spec);
  const texts = spec.enterpriseName.length + spec.sealId.length + spec.sealType.length;
  expect(paths).toHaveLength(1 + texts + 1);
  expect(drawRoundSeal({ ...spec, star: false }).paths).toHaveLength(1 + texts);
  expect(paths.every((path) => path.d.length > 10)).toBe(true);
});

test('different characters are drawn differently', () => {
  const glyphs = drawRoundSeal(spec).paths.slice(1, 1 + spec.enterpriseName.length);
  expect(new Set(glyphs.map((path) => path.d)).size).toBe(spec.enterpriseName.length);
});

test.each([
  '示例',
  '北京示例科技有限公司',
  '内蒙古自治区呼和浩特市示例信息技术研究开发有限责任公司',
  'Example Technology (Beijing) Co., Ltd.',
])('%s lies within the border', (enterpriseName) => {
  const { width, paths } = drawRoundSeal({ ...spec, enterpriseName });
  const centre = width / 2;
  const inner = centre - 120;
  for (const { d } of paths.slice(1)) {
    for (const [x, y] of points(d)) expect(Math.hypot(x - centre, y - centre)).toBeLessThan(inner);
  }
});

test('the upper arc is symmetric about the middle', () => {
  const { width, paths } = drawRoundSeal({ ...spec, enterpriseName: '田田田田' });
  const middle = (d: string | undefined) => {
    const xs = points(d ?? '').map(([x]) => x);
    return (Math.min(...xs) + Math.max(...xs)) / 2;
  };
  const [first, , , last] = paths.slice(1, 5);
  expect(middle(first?.d) + middle(last?.d)).toBeCloseTo(width, -1);
});

test.each([
  ['enterpriseName', '公'.repeat(41)],
  ['sealId', '1'.repeat(21)],
  ['sealType', '章'.repeat(13)],
])('refuses a %s that is too long', (field, text) => {
  expect(() => drawRoundSeal({ ...spec, [field]: text })).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT', field }),
  );
});

test('refuses a character the font has no glyph for', () => {
  expect(() => drawRoundSeal({ ...spec, enterpriseName: '示例🙂公司' })).toThrow(
    expect.objectContaining({ code: 'SEAL_CHARACTER_MISSING', params: { character: '🙂' } }),
  );
});
