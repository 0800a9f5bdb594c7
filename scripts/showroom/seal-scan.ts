import { crc32, deflateSync } from 'node:zlib';

const SIZE = 700;
const PAPER = [247, 244, 236];
const INK = [196, 30, 52];

/** A scan of a stamped sheet as a PNG: a double ring with a square in it, the paper darker towards one corner. */
export function sealScan(): Uint8Array {
  const rows = Buffer.alloc(SIZE * (1 + SIZE * 3));
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const light = 1 - (0.2 * (x + y)) / (2 * SIZE);
      const colour = isInk(x - SIZE / 2, y - SIZE / 2) ? INK : PAPER;
      for (const [channel, value] of colour.entries()) {
        rows[y * (1 + SIZE * 3) + 1 + x * 3 + channel] = Math.round(value * light);
      }
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  // Eight bits a channel, red, green and blue.
  header.set([8, 2], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function isInk(x: number, y: number): boolean {
  const radius = Math.hypot(x, y);
  const ring = (radius > 262 && radius < 280) || (radius > 240 && radius < 246);
  const turned = Math.abs(x) + Math.abs(y);
  return ring || (turned > 110 && turned < 150) || turned < 40;
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const framed = Buffer.alloc(8);
  framed.writeUInt32BE(data.length, 0);
  framed.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([framed.subarray(0, 4), named, framed.subarray(4)]);
}
