import { crc32, deflateSync } from 'node:zlib';

export type Pixel = readonly [red: number, green: number, blue: number, alpha: number];

/** A PNG with the colours that `pixel` names, 8 bits RGBA. */
export function pngFixture(
  width: number,
  height: number,
  pixel: (x: number, y: number) => Pixel,
): Uint8Array {
  const rows: number[] = [];
  for (let y = 0; y < height; y += 1) {
    rows.push(0);
    for (let x = 0; x < width; x += 1) rows.push(...pixel(x, y));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  header.writeUInt8(6, 9);
  return new Uint8Array(
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.from(rows))),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

/** Red above left, green above right, blue below left, transparent below right: shows any turn or mirroring. */
export function quarteredPng(): Uint8Array {
  return pngFixture(40, 40, (x, y) => {
    if (y < 20) return x < 20 ? [255, 0, 0, 255] : [0, 160, 0, 255];
    return x < 20 ? [0, 0, 255, 255] : [0, 0, 0, 0];
  });
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length, 0);
  body.copy(result, 4);
  result.writeUInt32BE(crc32(body), body.length + 4);
  return result;
}
