import { deflateSync } from 'node:zlib';

export type PageFixture = {
  /** Page dictionary entries, e.g. `/MediaBox [0 0 595 842] /Rotate 90`. */
  attributes?: string;
  text?: string;
  /** Replaces the entry /Contents. */
  contents?: string;
};

export type PdfFixture = {
  pages?: PageFixture[];
  /** Further objects from number 100 on. */
  objects?: Record<number, string>;
  catalog?: string;
  pageTree?: string;
  trailer?: string;
  form?: 'table' | 'stream' | 'hybrid';
  /** Objects that a hybrid file's table hides as free; the font when absent. */
  hidden?: number[];
  version?: string;
  beforeHeader?: string;
};

const FONT = 3;

/**
 * A small PDF made by hand, so that tests say exactly what is in it: page N has the objects 10·N (page) and 10·N+1
 * (content); the catalogue is 1, the page tree 2. `stream` puts objects into an object stream behind a
 * cross-reference stream with PNG predictor, as current programs do.
 */
export function pdfFixture(fixture: PdfFixture = {}): Uint8Array {
  const pages = fixture.pages ?? [{}];
  const objects = new Map<number, string>();
  objects.set(1, `<< /Type /Catalog /Pages 2 0 R ${fixture.catalog ?? ''} >>`);
  const kids = pages.map((_, index) => `${pageNumber(index)} 0 R`).join(' ');
  const inherited = `/MediaBox [0 0 595 842] /Resources << /Font << /F1 ${FONT} 0 R >> >>`;
  objects.set(
    2,
    fixture.pageTree ?? `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} ${inherited} >>`,
  );
  objects.set(FONT, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  pages.forEach((page, index) => {
    const number = pageNumber(index);
    const contents = page.contents ?? `/Contents ${number + 1} 0 R`;
    objects.set(number, `<< /Type /Page /Parent 2 0 R ${contents} ${page.attributes ?? ''} >>`);
    objects.set(
      number + 1,
      streamObject(`BT /F1 14 Tf 60 400 Td (${page.text ?? `Page ${index + 1}`}) Tj ET`),
    );
  });
  for (const [number, body] of Object.entries(fixture.objects ?? {})) objects.set(Number(number), body);
  const header = `${fixture.beforeHeader ?? ''}%PDF-${fixture.version ?? '1.7'}\n%\xe2\xe3\xcf\xd3\n`;
  const trailer = fixture.trailer ?? '';
  const text =
    fixture.form === 'hybrid'
      ? withBoth(header, objects, trailer, fixture.hidden ?? [FONT])
      : (fixture.form === 'stream' ? withStream : withTable)(header, objects, trailer);
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** The object number of a page by its index. */
export function pageNumber(index: number): number {
  return 10 * (index + 1);
}

export function streamObject(content: string, entries = ''): string {
  return `<< /Length ${content.length} ${entries} >>\nstream\n${content}\nendstream`;
}

function withTable(header: string, objects: Map<number, string>, trailer: string): string {
  const { text, offsets } = writeObjects(header, objects);
  return closeWithTable(text, offsets, Math.max(...objects.keys()) + 1, trailer);
}

function writeObjects(header: string, objects: Iterable<[number, string]>) {
  let text = header;
  const offsets = new Map<number, number>();
  for (const [number, body] of objects) {
    offsets.set(number, text.length);
    text += `${number} 0 obj\n${body}\nendobj\n`;
  }
  return { text, offsets };
}

function closeWithTable(text: string, offsets: Map<number, number>, size: number, trailer: string): string {
  const rows = Array.from({ length: size }, (_, number) => {
    const offset = offsets.get(number);
    return offset === undefined ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const startXref = text.length;
  const dict = `<< /Size ${size} /Root 1 0 R ${trailer} >>`;
  return `${text}xref\n0 ${size}\n${rows.join('')}trailer\n${dict}\nstartxref\n${startXref}\n%%EOF\n`;
}

/** The stream knows only what the table hides, and itself. */
function withBoth(
  header: string,
  objects: Map<number, string>,
  trailer: string,
  hidden: readonly number[],
): string {
  const shown = [...objects].filter(([number]) => !hidden.includes(number));
  const { text, offsets } = writeObjects(header, shown);
  const objectStream = Math.max(...objects.keys()) + 1;
  const packed = packObjects(hidden.map((number) => [number, objects.get(number) ?? 'null']));
  const atStream = text.length;
  const withObjects = `${text}${objectStream} 0 obj\n${packed}\nendobj\n`;
  const rows = hidden.map((_, index) => String.fromCharCode(2, 0, 0, objectStream, index));
  const own = String.fromCharCode(1, atStream >> 16, (atStream >> 8) & 255, atStream & 255, 0);
  const index = [...hidden, objectStream].map((number) => `${number} 1`).join(' ');
  const entries = `/Type /XRef /W [1 3 1] /Index [${index}] /Size ${objectStream + 2}`;
  const stream = streamObject([...rows, own].join(''), entries);
  const whole = `${withObjects}${objectStream + 1} 0 obj\n${stream}\nendobj\n`;
  return closeWithTable(whole, offsets, objectStream + 2, `${trailer} /XRefStm ${withObjects.length}`);
}

function packObjects(objects: [number, string][]): string {
  let offset = 0;
  const index = objects.map(([number, body]) => {
    const entry = `${number} ${offset}`;
    offset += body.length + 1;
    return entry;
  });
  const head = `${index.join(' ')} `;
  const data = deflate(head + objects.map(([, body]) => `${body}\n`).join(''));
  return streamObject(data, `/Type /ObjStm /N ${objects.length} /First ${head.length} /Filter /FlateDecode`);
}

function withStream(header: string, objects: Map<number, string>, trailer: string): string {
  let text = header;
  const rows = new Map<number, [number, number, number]>();
  const packed = [...objects].filter(([, body]) => !body.includes('stream\n'));
  for (const [number, body] of objects) {
    if (!body.includes('stream\n')) continue;
    rows.set(number, [1, text.length, 0]);
    text += `${number} 0 obj\n${body}\nendobj\n`;
  }
  const objectStream = Math.max(...objects.keys()) + 1;
  const crossReference = objectStream + 1;
  packed.forEach(([number], position) => {
    rows.set(number, [2, objectStream, position]);
  });
  rows.set(objectStream, [1, text.length, 0]);
  text += `${objectStream} 0 obj\n${packObjects(packed)}\nendobj\n`;
  const startXref = text.length;
  rows.set(crossReference, [1, startXref, 0]);
  const table = deflate(upPredicted(rows, crossReference + 1));
  const parameters = '/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 5 >>';
  const dict = `/Type /XRef /W [1 3 1] /Size ${crossReference + 1} /Root 1 0 R ${parameters} ${trailer}`;
  return `${text}${crossReference} 0 obj\n${streamObject(table, dict)}\nendobj\nstartxref\n${startXref}\n%%EOF\n`;
}

/** Rows of type, offset (3 bytes) and index, each as its difference to the row above (PNG filter 2). */
function upPredicted(rows: Map<number, [number, number, number]>, size: number): string {
  let previous = [0, 0, 0, 0, 0];
  let result = '';
  for (let number = 0; number < size; number += 1) {
    const [type, second, third] = rows.get(number) ?? [0, 0, 0];
    const row = [type, second >> 16, (second >> 8) & 255, second & 255, third];
    const differences = row.map((byte, column) => (byte - (previous[column] ?? 0) + 256) % 256);
    result += String.fromCharCode(2, ...differences);
    previous = row;
  }
  return result;
}

function deflate(text: string): string {
  return deflateSync(Buffer.from(text, 'latin1')).toString('latin1');
}
