import { deflateSync } from 'node:zlib';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** By number: what readers of PDF 1.4 see, too. */
const SHOWN: [number, string][] = [
  [1, '<< /Type /Catalog /Pages 2 0 R /StructTreeRoot 6 0 R /MarkInfo << /Marked true >> >>'],
  [2, '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>'],
  [
    3,
    '<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /StructParents 0 >>',
  ],
  [4, stream(latin1('BT /F1 14 Tf 60 740 Td /P << /MCID 0 >> BDC (Supply contract) Tj EMC ET'))],
  [5, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'],
];

/** What they know nothing of, and so are not shown: the structure tree, in an object stream. */
const HIDDEN: [number, string][] = [
  [6, '<< /Type /StructTreeRoot /K 7 0 R /ParentTree 8 0 R >>'],
  [7, '<< /Type /StructElem /S /P /P 6 0 R /Pg 3 0 R /K 0 >>'],
  [8, '<< /Nums [0 [7 0 R]] >>'],
];

const OBJECT_STREAM = 9;
const SECTION = 10;
const SIZE = 11;

/** One page of a hybrid-reference file (ISO 32000-2 §7.5.8.4), as writers made that cared for readers of PDF 1.4. */
export function hybridPdf(): Uint8Array {
  let file = latin1('%PDF-1.5\n%\xe2\xe3\xcf\xd3\n');
  const offsets = new Map<number, number>();
  const add = (number: number, body: string) => {
    offsets.set(number, file.length);
    file = Buffer.concat([file, latin1(`${number} 0 obj\n${body}\nendobj\n`)]);
  };
  for (const [number, body] of SHOWN) add(number, body);
  add(OBJECT_STREAM, objectStream());
  const rows = [
    ...HIDDEN.map((_, index) => [2, 0, OBJECT_STREAM, index]),
    [1, ...bigEndian(offsets.get(OBJECT_STREAM) ?? 0), 0],
  ];
  const index = `/Index [${HIDDEN[0]?.[0]} ${HIDDEN.length + 1}]`;
  const entries = `/Type /XRef /W [1 2 1] ${index} /Size ${SIZE} /Root 1 0 R`;
  add(SECTION, stream(Buffer.from(rows.flat()), entries));
  return Buffer.concat([file, latin1(table(offsets, file.length))]);
}

function objectStream(): string {
  let offset = 0;
  const index = HIDDEN.map(([number, body]) => {
    const entry = `${number} ${offset} `;
    offset += body.length + 1;
    return entry;
  }).join('');
  const packed = deflateSync(latin1(index + HIDDEN.map(([, body]) => `${body}\n`).join('')));
  return stream(packed, `/Type /ObjStm /N ${HIDDEN.length} /First ${index.length} /Filter /FlateDecode`);
}

/** Lists as free what it hides. */
function table(offsets: Map<number, number>, start: number): string {
  const rows = SHOWN.map(([number]) => `${String(offsets.get(number)).padStart(10, '0')} 00000 n \n`);
  const free = Array.from({ length: SIZE - SHOWN.length - 1 }, () => '0000000000 65535 f \n');
  const trailer = `<< /Size ${SIZE} /Root 1 0 R /XRefStm ${offsets.get(SECTION)} >>`;
  return `xref\n0 ${SIZE}\n0000000000 65535 f \n${rows.join('')}${free.join('')}trailer\n${trailer}\nstartxref\n${start}\n%%EOF\n`;
}

function stream(data: Buffer, entries = ''): string {
  return `<< /Length ${data.length} ${entries} >>\nstream\n${data.toString('latin1')}\nendstream`;
}

function bigEndian(value: number): [number, number] {
  return [value >> 8, value & 255];
}
