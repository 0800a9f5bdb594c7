import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { PluginError } from '../../errors.ts';

export type ZipLimits = {
  maxEntries: number;
  /** All entries together, inflated. */
  maxInflatedBytes: number;
  /** Inflated to compressed, for the whole archive, once it inflates to more than `ratioFromBytes`. */
  maxRatio: number;
  ratioFromBytes: number;
};

export type ZipEntry = { name: string; content: Uint8Array };

type Entry = { name: string; method: number; crc: number; compressed: Uint8Array; inflatedSize: number };

const inflate = promisify(inflateRaw);

/**
 * The entries of a ZIP archive one by one, inflated and checked against their CRC. Stricter than a general reader: what two
 * readers could understand differently (overlapping entries, two of one name, headers that disagree) is refused, and so
 * is what inflates to more than it says or than the limits. Inflation runs on the thread pool.
 * @throws PluginError CONVERSION_NOT_A_DOCUMENT, CONVERSION_TOO_LARGE or CONVERSION_ENCRYPTED
 */
export async function* readZip(bytes: Uint8Array, limits: ZipLimits): AsyncGenerator<ZipEntry> {
  const entries = listEntries(bytes, limits);
  checkSizes(entries, limits);
  for (const entry of entries) yield { name: entry.name, content: await inflated(entry) };
}

/** Reads the central directory (APPNOTE.TXT §4.3.12) and finds each entry's data by its local header (§4.3.7). */
function listEntries(bytes: Uint8Array, limits: ZipLimits): Entry[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfCentralDirectory(view);
  const count = view.readUInt16LE(end + 10);
  const start = view.readUInt32LE(end + 16);
  if (count === 0xffff || start === 0xffffffff) throw damaged('uses the ZIP64 format');
  if (count > limits.maxEntries) throw tooLarge(`has more than ${limits.maxEntries} parts`);

  const entries: Entry[] = [];
  const names = new Set<string>();
  const ranges: [number, number][] = [[start, view.length]];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || view.readUInt32LE(at) !== 0x02014b50) throw damaged('has a broken directory');
    const { entry, range } = readEntry(view, at, end);
    // OPC part names are compared without case (ISO/IEC 29500-2 §6.2.2.3).
    if (names.has(entry.name.toLowerCase())) throw damaged('holds two parts of one name');
    names.add(entry.name.toLowerCase());
    entries.push(entry);
    ranges.push(range);
    at += 46 + view.readUInt16LE(at + 28) + view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32);
  }
  checkApart(ranges);
  return entries;
}

function endOfCentralDirectory(view: Buffer): number {
  const earliest = Math.max(0, view.length - 22 - 0xffff);
  for (let at = view.length - 22; at >= earliest; at -= 1) {
    if (view.readUInt32LE(at) === 0x06054b50) return at;
  }
  throw damaged('is not complete');
}

function readEntry(view: Buffer, at: number, end: number): { entry: Entry; range: [number, number] } {
  const flags = view.readUInt16LE(at + 8);
  const method = view.readUInt16LE(at + 10);
  const compressedSize = view.readUInt32LE(at + 20);
  const nameLength = view.readUInt16LE(at + 28);
  const local = view.readUInt32LE(at + 42);
  if (flags & 1) throw encrypted();
  if (method !== 0 && method !== 8) throw damaged('is compressed in an unusual way');
  if (at + 46 + nameLength > end) throw damaged('has a broken directory');
  const name = view.toString('utf8', at + 46, at + 46 + nameLength);

  if (local + 30 > view.length || view.readUInt32LE(local) !== 0x04034b50) throw damaged('has a broken part');
  const localNameLength = view.readUInt16LE(local + 26);
  if (
    view.toString('utf8', local + 30, local + 30 + localNameLength) !== name ||
    view.readUInt16LE(local + 8) !== method
  ) {
    throw damaged('contradicts itself');
  }
  const from = local + 30 + localNameLength + view.readUInt16LE(local + 28);
  const to = from + compressedSize;
  if (to > view.length) throw damaged('has a part that is cut off');
  const entry = {
    name,
    method,
    crc: view.readUInt32LE(at + 16),
    compressed: view.subarray(from, to),
    inflatedSize: view.readUInt32LE(at + 24),
  };
  return { entry, range: [local, to] };
}

/** Entries that share their data are the way to a small archive that inflates without end. */
function checkApart(ranges: [number, number][]): void {
  let reached = 0;
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    if (from < reached) throw damaged('has parts that overlap');
    reached = to;
  }
}

function checkSizes(entries: Entry[], limits: ZipLimits): void {
  const inflatedSize = entries.reduce((sum, entry) => sum + entry.inflatedSize, 0);
  const compressedSize = entries.reduce((sum, entry) => sum + entry.compressed.length, 0);
  if (inflatedSize > limits.maxInflatedBytes) throw tooLarge('is too large once unpacked');
  if (inflatedSize > limits.ratioFromBytes && inflatedSize > compressedSize * limits.maxRatio) {
    throw tooLarge('is packed suspiciously tight');
  }
}

async function inflated(entry: Entry): Promise<Uint8Array> {
  const content = entry.method === 0 ? entry.compressed : await inflateWithin(entry);
  if (content.length !== entry.inflatedSize || crc32(content) !== entry.crc)
    throw damaged('has a damaged part');
  return content;
}

async function inflateWithin({ compressed, inflatedSize }: Entry): Promise<Uint8Array> {
  if (inflatedSize === 0) return new Uint8Array();
  try {
    return await inflate(compressed, { maxOutputLength: inflatedSize });
  } catch (cause) {
    const isLonger = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    throw isLonger ? tooLarge('unpacks to more than it says', cause) : damaged('has a damaged part', cause);
  }
}

function damaged(what: string, cause?: unknown): PluginError {
  return new PluginError(
    'CONVERSION_NOT_A_DOCUMENT',
    `The file is no sound Word document: it ${what}. Open it in Word, save it again as .docx, and upload that.`,
    { cause },
  );
}

function tooLarge(what: string, cause?: unknown): PluginError {
  return new PluginError(
    'CONVERSION_TOO_LARGE',
    `The document can't be converted: it ${what}. Make its pictures smaller, or save it as PDF and upload that.`,
    { cause },
  );
}

function encrypted(): PluginError {
  return new PluginError(
    'CONVERSION_ENCRYPTED',
    'The document is protected with a password. Remove the protection in Word and upload it again.',
  );
}
