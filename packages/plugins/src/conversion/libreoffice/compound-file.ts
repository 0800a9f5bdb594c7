/** One stream or storage of a compound file, without its place in the tree. */
export type CompoundEntry = { name: string; size: number; firstBytes: Uint8Array };

const signature = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const endOfChain = 0xfffffffe;
const miniStreamBelow = 4096;

export function isCompoundFile(bytes: Uint8Array): boolean {
  return bytes.length >= 512 && signature.equals(bytes.subarray(0, 8));
}

/**
 * The directory of a compound file (MS-CFB §2.6), the container of .doc and of password-protected .docx files.
 * `firstBytes` are up to 512 bytes of a stream that has sectors of its own, else empty.
 * @returns undefined if the structure is broken
 */
export function listCompoundFile(bytes: Uint8Array): CompoundEntry[] | undefined {
  try {
    return readDirectory(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    // Every offset comes from the file; Buffer answers one outside of it with a RangeError.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readDirectory(file: Buffer): CompoundEntry[] {
  const shift = file.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) throw new RangeError('sector size');
  const sectorSize = 1 << shift;
  const offsetOf = (sector: number) => (sector + 1) * sectorSize;
  const allocation = allocationSectors(file, sectorSize);
  const next = (sector: number) => {
    const table = allocation[Math.floor((sector * 4) / sectorSize)];
    if (table === undefined) throw new RangeError('sector without an allocation');
    return file.readUInt32LE(offsetOf(table) + ((sector * 4) % sectorSize));
  };

  const entries: CompoundEntry[] = [];
  const seen = new Set<number>();
  for (let sector = file.readUInt32LE(48); sector !== endOfChain; sector = next(sector)) {
    if (seen.has(sector)) throw new RangeError('directory in a circle');
    seen.add(sector);
    for (let at = offsetOf(sector); at < offsetOf(sector) + sectorSize; at += 128) {
      const nameBytes = file.readUInt16LE(at + 64);
      if (nameBytes < 2 || nameBytes > 64) continue;
      const size = file.readUInt32LE(at + 120);
      const start = offsetOf(file.readUInt32LE(at + 116));
      entries.push({
        name: file.toString('utf16le', at, at + nameBytes - 2),
        size,
        firstBytes: size < miniStreamBelow ? new Uint8Array() : file.subarray(start, start + 512),
      });
    }
  }
  return entries;
}

/** The sectors of the allocation table, in order: 109 are named in the header, the rest in a chain of DIFAT sectors (§2.5). */
function allocationSectors(file: Buffer, sectorSize: number): number[] {
  const sectors: number[] = [];
  for (let at = 76; at < 512; at += 4) sectors.push(file.readUInt32LE(at));
  const seen = new Set<number>();
  const last = sectorSize - 4;
  for (let sector = file.readUInt32LE(68); sector < endOfChain && !seen.has(sector); ) {
    seen.add(sector);
    const offset = (sector + 1) * sectorSize;
    for (let at = 0; at < last; at += 4) sectors.push(file.readUInt32LE(offset + at));
    sector = file.readUInt32LE(offset + last);
  }
  return sectors;
}
