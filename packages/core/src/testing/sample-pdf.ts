export type SamplePage = { width?: number; height?: number; rotate?: 0 | 90 | 180 | 270 };
export type SamplePdf = { pages?: SamplePage[]; text?: string; catalog?: string; trailer?: string };

/** A small PDF made by hand, so that a test says exactly what is in it. */
export function samplePdf({
  pages = [{}],
  text = 'Contract',
  catalog = '',
  trailer = '',
}: SamplePdf = {}): Uint8Array {
  const pageNumbers = pages.map((_, index) => 4 + 2 * index);
  const kids = pageNumbers.map((number) => `${number} 0 R`).join(' ');
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} /Resources << /Font << /F1 3 0 R >> >> >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pages.flatMap(({ width = 595, height = 842, rotate = 0 }, index) => {
      const content = `BT /F1 12 Tf 20 ${Math.round(height / 2)} Td (${text} ${index + 1}) Tj ET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Rotate ${rotate} /Contents ${5 + 2 * index} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ];
  return pdfOf(objects, trailer);
}

/** A PDF of the given objects, numbered from 1; the first is the catalogue. */
export function pdfOf(objects: string[], trailer = ''): Uint8Array {
  let body = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${entries}`;
  const end = `trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${body.length}\n%%EOF\n`;
  return new Uint8Array(Buffer.from(`${body}${table}${end}`, 'latin1'));
}
