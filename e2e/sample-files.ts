import { PDFDocument, StandardFonts } from 'pdf-lib';

/** A two-page contract; `plain` writes its structure as text, for tests that change it. */
export async function samplePdf({ plain = false } = {}): Promise<Buffer> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (const number of [1, 2]) {
    const page = document.addPage([595, 842]);
    page.drawText(`Service agreement, page ${number}`, { x: 60, y: 770, size: 20, font });
    page.drawText('The parties agree to the following terms.', { x: 60, y: 730, size: 12, font });
  }
  return Buffer.from(await document.save({ useObjectStreams: !plain }));
}

/** So many pages, each with its number. */
export async function longPdf(pages: number): Promise<Buffer> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let number = 1; number <= pages; number++) {
    document
      .addPage([595, 842])
      .drawText(`Terms and conditions, page ${number}`, { x: 60, y: 770, size: 20, font });
  }
  return Buffer.from(await document.save());
}
