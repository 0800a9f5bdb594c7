import { expect, test } from 'vitest';
import { PdfFile } from '../../pdf-reader/pdf-file.ts';
import { takeSnapshots } from '../snapshot.ts';
import { makePdf, type Objects, stream } from '../testing/pdf-maker.ts';
import { paintedBoxes } from './content-boxes.ts';

function boxes(content: string, resources = '', objects: Objects = {}) {
  const pdf = makePdf({
    1: '<< /Type /Catalog /Pages 2 0 R >>',
    2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    3: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << ${resources} >> >>`,
    4: stream(content),
    ...objects,
  });
  const [snapshot] = takeSnapshots(PdfFile.open(pdf));
  if (snapshot === undefined) throw new Error('no revision');
  return paintedBoxes(snapshot, 3).map(({ kind, box }) => [kind, ...box.map(Math.round)]);
}

test('paths are where their points are, under the current matrix', () => {
  expect(boxes('10 20 m 30 40 l S')).toEqual([['path', 10, 20, 30, 40]]);
  expect(boxes('q 2 0 0 2 100 100 cm 0 0 10 10 re f Q 0 0 5 5 re f')).toEqual([
    ['path', 100, 100, 120, 120],
    ['path', 0, 0, 5, 5],
  ]);
});

test('white filling and unpainted paths show nothing', () => {
  expect(boxes('1 g 0 0 600 800 re f 0 0 9 9 re n 1 1 1 rg 0 0 9 9 re f 0 0 0 0 k 0 0 9 9 re f')).toEqual([]);
  expect(boxes('1 g 0 0 9 9 re S')).toHaveLength(1);
});

test('a clip bounds what follows until it is taken back', () => {
  expect(boxes('q 0 0 10 10 re W n 5 5 100 100 re f 50 50 9 9 re f Q 5 5 100 100 re f')).toEqual([
    ['path', 5, 5, 10, 10],
    ['path', 5, 5, 105, 105],
  ]);
});

test('text is as wide as its font says, line after line', () => {
  const font = '/Font << /F << /Type /Font /Subtype /TrueType /FirstChar 65 /Widths [500 1000] >> >>';
  expect(boxes('BT /F 10 Tf 100 700 Td (AB) Tj 12 TL T* [(A) -1000 (A)] TJ ET', font)).toEqual([
    ['text', 100, 698, 115, 709],
    ['text', 100, 686, 105, 697],
    ['text', 115, 686, 120, 697],
  ]);
  expect(boxes('BT /F 10 Tf 1 0 0 1 5 5 Tm (____...) Tj ET', font)[0]?.[0]).toBe('path');
});

test('images fill the unit square, forms paint inside their box', () => {
  const resources = '/XObject << /I 5 0 R /F 6 0 R >>';
  const objects = {
    5: stream('', '/Type /XObject /Subtype /Image'),
    6: stream('0 0 500 500 re f', '/Type /XObject /Subtype /Form /BBox [0 0 10 10] /Matrix [1 0 0 1 7 7]'),
  };
  expect(boxes('q 50 0 0 60 10 10 cm /I Do Q 1 0 0 1 100 0 cm /F Do', resources, objects)).toEqual([
    ['image', 10, 10, 60, 70],
    ['path', 107, 7, 117, 17],
  ]);
});

test('an inline image is an image, whatever bytes it holds', () => {
  expect(boxes('q 9 0 0 9 1 1 cm BI /W 1 /H 1 ID (EI >> \x00 EI Q 0 0 2 2 re f')).toEqual([
    ['image', 1, 1, 10, 10],
    ['path', 0, 0, 2, 2],
  ]);
});

test('content that cannot be read is refused, forms that call each other too', () => {
  expect(() => boxes('10 20 )')).toThrow(expect.objectContaining({ code: 'PDF_DAMAGED' }));
  const each = '/XObject << /F 6 0 R >>';
  const loop = { 6: stream('/F Do /F Do /F Do', `/Type /XObject /Subtype /Form /Resources << ${each} >>`) };
  expect(() => boxes('/F Do', each, loop)).toThrow(expect.objectContaining({ code: 'PDF_TOO_COMPLEX' }));
});
