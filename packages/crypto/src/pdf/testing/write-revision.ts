/** How a cross-reference section is written; a hybrid one's table knows only the first object, its stream all. */
export type Form = 'table' | 'stream' | 'hybrid';

export type Written = {
  /** By number; in Latin-1. */
  objects: Map<number, string>;
  /** Entries of the trailer besides /Size: /Root, /Prev, … */
  trailer: string;
  form: Form;
  /** Where the cross-reference says an object is; where it is, when absent. */
  row?: (num: number, offset: number) => number;
  /** Bytes of an offset in a stream; 4 when absent. */
  offsetBytes?: number;
};

/** Appends one revision, or writes the first one behind `before`, the header. */
export function writeRevision(
  before: Uint8Array,
  { objects, trailer, form, row, offsetBytes = 4 }: Written,
): Uint8Array {
  let text = '';
  const rows = new Map<number, number>();
  const place = (num: number, at: number) => rows.set(num, row ? row(num, at) : at);
  for (const [num, body] of objects) {
    place(num, before.length + text.length);
    text += `${num} 0 obj\n${body}\nendobj\n`;
  }
  const size = Math.max(0, ...objects.keys()) + 2;
  const entries = `/Size ${size} ${trailer}`;
  let hidden = '';
  let start = before.length + text.length;
  if (form !== 'table') {
    place(size - 1, start);
    text += crossReferenceStream(size - 1, { rows, entries, offsetBytes });
    hidden = `/XRefStm ${start}`;
  }
  if (form !== 'stream') {
    start = before.length + text.length;
    text += table(form === 'hybrid' ? new Map([...rows].slice(0, 1)) : rows, `${entries} ${hidden}`);
  }
  return Buffer.concat([before, Buffer.from(`${text}startxref\n${start}\n%%EOF\n`, 'latin1')]);
}

function table(rows: Map<number, number>, entries: string): string {
  const lines = [...rows].map(([num, offset]) => `${num} 1\n${String(offset).padStart(10, '0')} 00000 n \n`);
  return `xref\n0 1\n0000000000 65535 f \n${lines.join('')}trailer\n<< ${entries} >>\n`;
}

function crossReferenceStream(
  number: number,
  { rows, entries, offsetBytes }: { rows: Map<number, number>; entries: string; offsetBytes: number },
): string {
  const data = Buffer.concat(
    [...rows.values()].map((offset) =>
      Buffer.from(`01${offset.toString(16).padStart(2 * offsetBytes, '0')}00`, 'hex'),
    ),
  );
  const index = [...rows.keys()].map((num) => `${num} 1`).join(' ');
  const dict = `<< /Type /XRef /W [1 ${offsetBytes} 1] /Index [${index}] ${entries} /Length ${data.length} >>`;
  return `${number} 0 obj\n${dict}\nstream\n${data.toString('latin1')}\nendstream\nendobj\n`;
}
