import type { PdfDocument } from './engine.ts';
import type { PageSize } from './placement.ts';

/** How many pages are asked for at once: a file may have thousands. */
const AT_ONCE = 50;

/** Each page's size as displayed, in points, whatever unit the page itself counts in. */
export async function pageSizes(document: PdfDocument): Promise<PageSize[]> {
  const sizes: PageSize[] = [];
  for (let first = 1; first <= document.numPages; first += AT_ONCE) {
    const last = Math.min(document.numPages, first + AT_ONCE - 1);
    const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    sizes.push(...(await Promise.all(numbers.map((number) => sizeOf(document, number)))));
  }
  return sizes;
}

async function sizeOf(document: PdfDocument, number: number): Promise<PageSize> {
  const { view, rotate } = await document.getPage(number);
  const [left = 0, bottom = 0, right = 0, top = 0] = view;
  const [width, height] = [right - left, top - bottom];
  return rotate % 180 === 0 ? { width, height } : { width: height, height: width };
}
