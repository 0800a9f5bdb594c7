import { refuse } from './pdf-error.ts';

/** Pages whose strips make one seal: narrower ones could not be told apart on paper. */
const MOST_STRIPS = 20;

export type CrossPageSealInput = {
  /** Of the document's pages, as displayed, in points. */
  pages: { width: number; height: number }[];
  /** True size of the seal in points. */
  seal: { width: number; height: number };
  /** Where the seal's middle is, as a share of each page's height from its top; the middle when absent. */
  middle?: number;
};

export type CrossPageSlice = {
  /** Strip `index` of the `count` that make one seal, from the left. */
  index: number;
  count: number;
  /** At the page's right edge. */
  rect: { page: number; x: number; y: number; width: number; height: number };
};

/**
 * The strips of a cross-page seal (骑缝章): one at the right edge of every page, which make whole seals when the pages are fanned
 * out. Many pages are divided evenly among several seals, so that no strip gets too narrow and no page is left alone.
 * @throws CryptoError CONTROL_INVALID for fewer than two pages, or pages that are too small
 */
export function crossPageSlices({ pages, seal, middle = 0.5 }: CrossPageSealInput): CrossPageSlice[] {
  if (pages.length < 2) refuse('CONTROL_INVALID', 'A cross-page seal needs at least two pages.');
  const seals = Math.ceil(pages.length / MOST_STRIPS);
  return pages.map((page, number) => {
    const { index, count } = placeAmong(number, pages.length, seals);
    const width = seal.width / count;
    if (width > page.width || seal.height > page.height) {
      refuse(
        'CONTROL_INVALID',
        `Page ${number + 1} is too small for the seal's strip. Choose a smaller seal.`,
      );
    }
    const y = Math.min(Math.max((1 - middle) * page.height - seal.height / 2, 0), page.height - seal.height);
    return { index, count, rect: { page: number, x: page.width - width, y, width, height: seal.height } };
  });
}

/** Which strip of its seal a page carries, when `total` pages are divided among `seals` as evenly as can be. */
function placeAmong(number: number, total: number, seals: number): { index: number; count: number } {
  const seal = Math.floor((number * seals) / total);
  const first = Math.ceil((seal * total) / seals);
  const next = Math.ceil(((seal + 1) * total) / seals);
  return { index: number - first, count: next - first };
}
