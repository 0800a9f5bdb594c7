import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Control } from './control.ts';
import { markOperators } from './control-mark.ts';
import { prepareDocument } from './prepare-document.ts';
import { openSubsetFont } from './subset-font.ts';
import { chineseFont } from './testing/fonts.ts';
import { pdfFixture } from './testing/pdf-fixture.ts';
import { type ColorAt, hasProgram, renderPage, runOnPdf } from './testing/programs.ts';

const KINDS = ['signature', 'seal', 'text', 'date', 'repeated-seal'] as const;
const LABELS = ['盖章处', 'Signature of the authorised representative, who signs for both sellers'];

const control = (kind: Control['kind'], width: number, height: number, prompt: string): Control => ({
  name: kind,
  kind,
  signer: 'A',
  rect: { page: 0, x: 60, y: 100, width, height },
  prompt,
});

describe('a mark', () => {
  test('stays inside its control with a label of at most 7 points, whatever its size', async () => {
    const font = await openSubsetFont(chineseFont, LABELS);
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.constantFrom(...LABELS),
        fc.double({ min: 1, max: 600, noNaN: true }),
        fc.double({ min: 1, max: 600, noNaN: true }),
        (kind, label, width, height) => {
          const operators = markOperators(control(kind, width, height, label), font);
          for (const { x, y } of lineEnds(operators)) {
            expect(x >= 0 && x <= width + 0.001 && y >= 0 && y <= height + 0.001).toBe(true);
          }
          const text = /\/F0 (\S+) Tf (\S+) (\S+) Td/.exec(operators)?.slice(1).map(Number);
          expect(text === undefined).toBe(kind === 'repeated-seal');
          const [size = 0, x = 0, y = 0] = text ?? [];
          expect(size).toBeLessThanOrEqual(7);
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x + font.width(label, size)).toBeLessThanOrEqual(width + 0.01);
          // An em box reaches 0.12 below the baseline and 0.88 above.
          expect(y - 0.12 * size).toBeGreaterThanOrEqual(-0.001);
          expect(y + 0.88 * size).toBeLessThanOrEqual(height / 2 + 0.001);
        },
      ),
    );
  });

  test('is a line at the foot, or four corners; never a box', async () => {
    const font = await openSubsetFont(chineseFont, LABELS);
    const lines = (kind: Control['kind']) => {
      const operators = markOperators(control(kind, 120, 60, '盖章处'), font);
      expect(operators).not.toMatch(/ re\b| d\b/);
      return operators.match(/ S$/gm)?.length;
    };
    expect(KINDS.map(lines)).toEqual([1, 4, 1, 1, 4]);
  });
});

describe.skipIf(!hasProgram('pdftoppm'))('on the prepared page, as poppler draws it', () => {
  const controls: Control[] = [
    { name: 's', kind: 'seal', signer: 'A', rect: box(40, 60, 110, 110), prompt: '甲方盖章' },
    { name: 'r', kind: 'repeated-seal', signer: 'A', rect: box(170, 60, 60, 60) },
    { name: 'h', kind: 'signature', signer: 'B', rect: box(250, 60, 140, 60), prompt: 'Signature' },
    { name: 'd', kind: 'date', signer: 'B', rect: box(250, 140, 140, 18), prompt: '签署日期' },
    { name: 't', kind: 'text', signer: 'B', rect: box(250, 170, 140, 50), prompt: 'Address' },
    { name: 'n', kind: 'signature', signer: 'C', rect: box(170, 140, 60, 60) },
  ];

  test.each([0, 90, 180, 270])('marks leave the middle free, turned by %i', async (rotation) => {
    const [width, height] = rotation % 180 === 0 ? [420, 260] : [260, 420];
    const attributes = `/MediaBox [0 0 ${width} ${height}] /Rotate ${rotation}`;
    const pdf = pdfFixture({ pages: [{ attributes, text: '' }] });
    const prepared = await prepareDocument({ pdf, controls, fontFile: chineseFont });
    const color = renderPage(prepared, 0);
    const inked = inkOf(color, 420, 260);
    const of = (name: string) => {
      const { rect } = controls.find((each) => each.name === name) ??
        controls[0] ?? { rect: box(0, 0, 0, 0) };
      return inked
        .map(({ x, y }) => ({ x: x - rect.x, y: y - rect.y }))
        .filter(({ x, y }) => x >= -1 && x <= rect.width + 1 && y >= -1 && y <= rect.height + 1);
    };
    // No ink but in controls, and none in one that wasn't prompted for.
    const marked = ['s', 'r', 'h', 'd', 't'].map((name) => of(name));
    expect(marked.every((ink) => ink.length > 10)).toBe(true);
    expect(marked.flat()).toHaveLength(inked.length);
    const [seal = [], repeated = [], signature = [], date = [], text = []] = marked;
    const isCorner = (size: number) => (at: Point) => [at.x, at.y].every((v) => v < 7 || v > size - 7);
    expect(repeated.filter((at) => !isCorner(60)(at))).toEqual([]);
    expect(seal.filter((at) => !isCorner(110)(at) && !(at.x < 30 && at.y < 11))).toEqual([]);
    expect(signature.filter(({ y }) => y > 11)).toEqual([]);
    expect(signature.filter(({ x, y }) => y < 8 && x > 50)).toEqual([]);
    for (const foot of [date, text]) {
      expect(foot.filter(({ x, y }) => y > 1 && !(x > 105 && y < 9))).toEqual([]);
    }
  });

  test('the labels can be read and are no fields', async () => {
    const pdf = pdfFixture({ pages: [{ attributes: '/MediaBox [0 0 420 260]', text: '' }] });
    const prepared = await prepareDocument({ pdf, controls, fontFile: chineseFont });
    const { output } = runOnPdf(prepared, 'pdftotext', ['FILE', '-']);
    for (const label of ['甲方盖章', 'Signature', '签署日期', 'Address']) expect(output).toContain(label);
    expect(Buffer.from(prepared).includes('/AP')).toBe(false);
  });

  test('repeated seals alone are marked without a font', async () => {
    const alone: Control[] = [
      { name: 's', kind: 'seal', signer: 'A', rect: box(40, 60, 110, 110) },
      { name: 'r', kind: 'repeated-seal', signer: 'A', rect: box(170, 60, 60, 60), prompt: 'not written' },
    ];
    const pdf = pdfFixture({ pages: [{ attributes: '/MediaBox [0 0 420 260]', text: '' }] });
    const prepared = await prepareDocument({ pdf, controls: alone, fontFile: chineseFont });
    expect(Buffer.from(prepared).includes('/FontFile2')).toBe(false);
    expect(inkOf(renderPage(prepared, 0), 420, 260).every(({ x }) => x >= 169 && x <= 231)).toBe(true);
  });
});

type Point = { x: number; y: number };

function box(x: number, y: number, width: number, height: number): Control['rect'] {
  return { page: 0, x, y, width, height };
}

/** The points that are not white. */
function inkOf(color: ColorAt, width: number, height: number): Point[] {
  const points: Point[] = [];
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < height; y += 1) if (color(x + 0.5, y + 0.5)[0] < 250) points.push({ x, y });
  }
  return points;
}

function lineEnds(operators: string): Point[] {
  return [...operators.matchAll(/(\S+) (\S+) [ml]\b/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
}
