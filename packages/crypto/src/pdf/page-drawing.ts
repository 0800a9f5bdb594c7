import { PDFArray, PDFDict, PDFName, type PDFRef } from 'pdf-lib';
import type { Control } from './control.ts';
import { isMarked, markLabel, markOperators } from './control-mark.ts';
import { flateStream } from './flate-stream.ts';
import { displayedSize, displayToUser, type Rect, round, roundFactor } from './page-geometry.ts';
import type { Page } from './page-tree.ts';
import type { PdfFile } from './pdf-file.ts';
import { readBalances, type StateBalance } from './state-balance.ts';
import { openSubsetFont, type SubsetFont } from './subset-font.ts';
import { textOperators } from './text-drawing.ts';

export type FlatText = { rect: Rect; text: string; fontSize: number };

/** Draws the controls' marks and flattened texts into the pages' content: all pages share one font subset. */
export async function drawOnPages(
  file: PdfFile,
  pages: Page[],
  drawings: { controls: Control[]; texts: FlatText[]; fontFile: Uint8Array },
): Promise<void> {
  const marked = drawings.controls.filter(isMarked);
  const { texts } = drawings;
  if (marked.length + texts.length === 0) return;
  const written = [...marked.map(markLabel), ...texts.map(({ text }) => text)].filter((text) => text !== '');
  const font = await openSubsetFont(drawings.fontFile, written);
  const drawn = pages.map((_, index) => [
    ...texts.filter(({ rect }) => rect.page === index).map((text) => flatText(font, text)),
    ...marked
      .filter(({ rect }) => rect.page === index)
      .map((control) => inRect(control.rect, markOperators(control, font))),
  ]);
  const fontRef = written.length > 0 ? await font.embed(file.context) : undefined;
  const balanceOf = readBalances(file.bytes);
  pages.forEach((page, index) => {
    const operators = drawn[index] ?? [];
    if (operators.length === 0) return;
    addContent(file, page, { operators: operators.join('\n'), font: fontRef, balance: balanceOf(page.ref) });
  });
}

function flatText(font: SubsetFont, { rect, text, fontSize }: FlatText): string {
  return inRect(rect, textOperators(font, text, { width: rect.width, height: rect.height, size: fontSize }));
}

function inRect(rect: Rect, operators: string): string {
  return `q 1 0 0 1 ${round(rect.x)} ${round(rect.y)} cm\n${operators}\nQ`;
}

type NewContent = {
  operators: string;
  font: PDFRef | undefined;
  balance: StateBalance /* of what is there */;
};

/**
 * Appends to a page's content without touching what is there: the old content is enclosed in q and Q, ours is a form
 * with resources of its own, and the page gets its own copy of the resource dictionary with the form's name in it.
 * For each state left open there is one more at the beginning: should they be fewer than it seems (in the data of an inline
 * image, say), no Q comes to stand alone before ours, where some readers (Poppler) would stop.
 */
function addContent(file: PdfFile, page: Page, { operators, font, balance }: NewContent): void {
  const { width, height } = displayedSize(page);
  const form = flateStream(file.context, operators, {
    Type: 'XObject',
    Subtype: 'Form',
    BBox: [0, 0, round(width), round(height)],
    Matrix: displayToUser(page).map(roundFactor),
    Resources: font ? { Font: { F0: font } } : {},
  });
  const resources = page.resources?.clone() ?? PDFDict.withContext(file.context);
  const xObjects = file.dict(resources, 'XObject')?.clone() ?? PDFDict.withContext(file.context);
  let name = 'Prepared';
  for (let number = 2; xObjects.has(PDFName.of(name)); number += 1) name = `Prepared${number}`;
  xObjects.set(PDFName.of(name), file.add(form));
  resources.set(PDFName.of('XObject'), xObjects);
  const contents = PDFArray.withContext(file.context);
  const { unmatched, open } = balance;
  contents.push(file.add(file.context.stream('q '.repeat(1 + unmatched + open).trimEnd())));
  for (const part of existingContents(file, page)) contents.push(part);
  contents.push(file.add(file.context.stream(`${'Q '.repeat(1 + open)}q /${name} Do Q${' Q'.repeat(open)}`)));
  page.dict.set(PDFName.of('Resources'), resources);
  page.dict.set(PDFName.of('Contents'), contents);
  file.change(page.ref);
}

function existingContents(file: PdfFile, page: Page) {
  const contents = page.dict.get(PDFName.of('Contents'));
  if (!contents) return [];
  const resolved = file.resolve(contents);
  return resolved instanceof PDFArray ? resolved.asArray() : [contents];
}
