import { PDFDocument, type PDFPage, PDFRawStream, StandardFonts } from 'pdf-lib';

const A4: [number, number] = [595.28, 841.89];
/** Narrow, so that whole rows come close to any size. */
const IMAGE_WIDTH = 60;

/**
 * A scanned contract with a title on each page, as pdf-lib writes it: a classic cross-reference table, one picture a
 * page that doesn't compress. Within one per cent of `size` bytes, never above.
 */
export async function scannedContract(size: number, pages: number): Promise<Uint8Array> {
  const empty = await draw(pages, 1);
  // A wider number in the offsets and lengths takes a few bytes itself.
  const spare = 16 * pages;
  return draw(pages, Math.floor((size - empty.length - spare) / pages / IMAGE_WIDTH));
}

async function draw(pages: number, imageHeight: number): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.setCreationDate(new Date(0));
  document.setModificationDate(new Date(0));
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let number = 1; number <= pages; number += 1) {
    const page = document.addPage(A4);
    page.drawText(`Supply contract, page ${number} of ${pages}`, { x: 60, y: 780, size: 14, font });
    addImage(page, noise(IMAGE_WIDTH * imageHeight, number));
  }
  return document.save({ useObjectStreams: false });
}

function addImage(page: PDFPage, pixels: Uint8Array): void {
  const { context } = page.doc;
  const dict = context.obj({
    Type: 'XObject',
    Subtype: 'Image',
    Width: IMAGE_WIDTH,
    Height: pixels.length / IMAGE_WIDTH,
    ColorSpace: 'DeviceGray',
    BitsPerComponent: 8,
    Length: pixels.length,
  });
  const name = page.node.newXObject('Scan', context.register(PDFRawStream.of(dict, pixels)));
  page.node.addContentStream(context.register(context.stream(`q 475 0 0 600 60 120 cm ${name} Do Q`)));
}

/** The same for the same seed (a linear congruential generator, Numerical Recipes §7.1). */
function noise(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}
