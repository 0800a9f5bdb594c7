/** Object texts by number, e.g. `{ 1: '<< /Type /Catalog … >>' }`; written in Latin-1. */
export type Objects = Record<number, string>;

export type AppendOptions = {
  root?: number;
  trailer?: string /* further trailer entries */;
  free?: number[];
  /** Cross-reference entries to byte offsets chosen by the test instead of a new object. */
  entries?: Record<number, number>;
  previous?: number;
  startxref?: number;
};

const HEADER = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';

/** A PDF of one revision with a classic cross-reference table. */
export function makePdf(objects: Objects, trailer = ''): Uint8Array {
  const { text, offsets } = writeObjects(HEADER, objects);
  return bytes(closeRevision(text, offsets, `/Root 1 0 R ${trailer}`));
}

/** Appends an incremental update. */
export function appendRevision(pdf: Uint8Array, objects: Objects, options: AppendOptions = {}): Uint8Array {
  const before = latin1(pdf);
  const { text, offsets } = writeObjects(before, objects);
  for (const [num, offset] of Object.entries(options.entries ?? {})) offsets.set(Number(num), offset);
  for (const num of options.free ?? []) offsets.set(num, undefined);
  const previous = options.previous ?? lastStartXref(before);
  const entries = `/Root ${options.root ?? 1} 0 R /Prev ${previous} ${options.trailer ?? ''}`;
  return bytes(closeRevision(text, offsets, entries, options.startxref));
}

export function stream(data: string, entries = ''): string {
  return `<< /Length ${data.length} ${entries} >>\nstream\n${data}\nendstream`;
}

export function latin1(pdf: Uint8Array): string {
  return Buffer.from(pdf).toString('latin1');
}

export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** Replaces the one occurrence of `from`; the length stays when the texts are equally long. */
export function patch(pdf: Uint8Array, from: string, to: string): Uint8Array {
  const text = latin1(pdf);
  if (text.split(from).length !== 2) throw new Error(`“${from}” doesn't occur exactly once`);
  return bytes(text.replace(from, () => to));
}

export function lastStartXref(text: string): number {
  return Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1]);
}

function writeObjects(
  before: string,
  objects: Objects,
): { text: string; offsets: Map<number, number | undefined> } {
  let text = before;
  const offsets = new Map<number, number | undefined>();
  for (const [num, body] of Object.entries(objects)) {
    offsets.set(Number(num), text.length);
    text += `${num} 0 obj\n${body}\nendobj\n`;
  }
  return { text, offsets };
}

function closeRevision(
  text: string,
  offsets: Map<number, number | undefined>,
  trailer: string,
  startxref = text.length,
): string {
  let table = 'xref\n0 1\n0000000000 65535 f \n';
  for (const [num, offset] of [...offsets].sort(([a], [b]) => a - b)) {
    table += `${num} 1\n${String(offset ?? 0).padStart(10, '0')} ${offset === undefined ? '00001 f' : '00000 n'} \n`;
  }
  const size = Math.max(100, ...offsets.keys()) + 1;
  return `${text}${table}trailer\n<< /Size ${size} ${trailer} >>\nstartxref\n${startxref}\n%%EOF\n`;
}

/** A row of a cross-reference stream with /W [1 4 1] (ISO 32000-2 §7.5.8.3). */
export function row(type: number, second: number, third: number): string {
  return String.fromCharCode(
    type,
    (second >> 24) & 255,
    (second >> 16) & 255,
    (second >> 8) & 255,
    second & 255,
    third,
  );
}
