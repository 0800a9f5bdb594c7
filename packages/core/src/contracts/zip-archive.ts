import { crc32 } from 'node:zlib';

export type ZipEntry = { name: string; bytes: Uint8Array };

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
/** General purpose bit 11: names are UTF-8 (APPNOTE §4.4.4). */
const UTF8 = 1 << 11;

/**
 * Puts files into one ZIP archive (APPNOTE 6.3.10), stored as they are: PDFs are compressed inside. Below 4 GB, as all
 * documents of a contract together are.
 */
export function zipArchive(entries: readonly ZipEntry[], modified: Date): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const encoded = Buffer.from(name, 'utf8');
    const facts = factsOf(bytes, encoded, modified);
    const local = Buffer.concat([uint32(LOCAL), facts, uint16(0), encoded]);
    // Comment length, disk, internal attributes; external attributes and where the local header stands.
    const tail = Buffer.concat([uint16(0), uint16(0), uint16(0), uint16(0), uint32(0), uint32(offset)]);
    directory.push(Buffer.concat([uint32(CENTRAL), uint16(VERSION), facts, tail, encoded]));
    parts.push(local, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    offset += local.length + bytes.length;
  }
  const central = Buffer.concat(directory);
  const count = uint16(entries.length);
  const end = [uint32(END), uint32(0), count, count, uint32(central.length), uint32(offset), uint16(0)];
  return Buffer.concat([...parts, central, ...end]);
}

/** What the two headers of a file share: version, flags, method, time, checksum, sizes, length of the name. */
function factsOf(bytes: Uint8Array, name: Buffer, modified: Date): Buffer {
  return Buffer.concat([
    uint16(VERSION),
    uint16(UTF8),
    uint16(0),
    dosTime(modified),
    uint32(crc32(bytes)),
    uint32(bytes.length),
    uint32(bytes.length),
    uint16(name.length),
  ]);
}

/** MS-DOS time and date, two seconds fine, in UTC for want of a time zone. */
function dosTime(at: Date): Buffer {
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  return Buffer.concat([uint16(time), uint16(date)]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value & 0xffff);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
