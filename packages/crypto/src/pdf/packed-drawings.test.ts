import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packedDrawing } from './packed-drawings.ts';

const drawing = (d: string, fill = '#c8102e') => ({ width: 10, height: 10, paths: [{ d, fill }] });
const unpacked = (packed: Uint8Array) => inflateSync(packed).toString();

test('a drawing that was made before is not made again, whichever object describes it', () => {
  const first = packedDrawing(drawing('M0.125 0.875 L1 1'), () => 'first');
  expect(packedDrawing(drawing('M0.125 0.875 L1 1'), () => 'made again')).toBe(first);
  expect(unpacked(first)).toBe('first');
});

test.each([
  drawing('M0.125 0.875 L1 2'),
  drawing('M0.125 0.875 L1 1', '#000000'),
  { ...drawing('M0.125 0.875 L1 1'), width: 11 },
  { ...drawing('M0.125 0.875 L1 1'), paths: [...drawing('M0.125 0.875 L1 1').paths, { d: '' }] },
])('another drawing is another one: %j', (other) => {
  packedDrawing(drawing('M0.125 0.875 L1 1'), () => 'first');
  expect(unpacked(packedDrawing(other, () => 'other'))).toBe('other');
});

test('drawings of one shape take turns and are never taken for each other', () => {
  for (const digit of ['1', '2', '1', '2']) {
    expect(unpacked(packedDrawing(drawing(`M${digit} 0 L4 4`), () => digit))).toBe(digit);
  }
});

test('a drawing changed afterwards is another one', () => {
  const mine = drawing('M0 0 L7 7');
  packedDrawing(mine, () => 'before');
  for (const path of mine.paths) path.fill = '#111111';
  expect(unpacked(packedDrawing(mine, () => 'after'))).toBe('after');
});

test('what was not used for long is given up, what is in use stays', () => {
  // Noise doesn't pack, so each takes about a megabyte.
  const noise = () => Buffer.from(crypto.getRandomValues(new Uint8Array(65_536))).toString('latin1');
  const large = (index: number) =>
    packedDrawing(drawing(`M0 ${'1'.repeat(20 + index)}`), () => Array.from({ length: 16 }, noise).join(''));
  const used = packedDrawing(drawing('M99 99'), () => 'in use');
  const idle = packedDrawing(drawing('M88.8 88.8'), () => 'idle');
  for (let index = 0; index < 12; index += 1) {
    large(index);
    expect(packedDrawing(drawing('M99 99'), () => 'made again')).toBe(used);
  }
  expect(packedDrawing(drawing('M88.8 88.8'), () => 'made again')).not.toBe(idle);
});
