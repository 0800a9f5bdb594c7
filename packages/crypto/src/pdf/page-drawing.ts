import { PDFArray, PDFDict, PDFName, type PDFRef } from 'pdf-lib';
import { type Control, isSignatureControl } from './control.ts';
import { displayedSize, displayToUser, type Rect, round } from './page-geometry.ts';
import type { Page } from './page-tree.ts';
import type { PdfFile } from './pdf-file.ts';
import { openSubsetFont, type SubsetFont } from './subset-font.ts';
import { textOperators } from './text-drawing.ts';

export type FlatText = { rect: Rect; text: string; fontSize: number };

const FRAME_GRAY = 0.7;
const PROMPT_GRAY = 0.75;
const MAX_PROMPT_SIZE = 10;
const MAX_LABEL_SIZE = 6.5;

/** Draws prompts and flattened texts into the pages' content: all pages share one font subset. */
export async function drawOnPages(
  file: PdfFile,
  pages: Page[],
  drawings: { controls: Control[]; texts: FlatText[]; fontFile: Uint8Array },
): Promise<void> {
  const prompted = drawings.controls.filter((control) => control.prompt);
  const { texts } = drawings;
  if (prompted.length + texts.length === 0) return;
  const font = await openSubsetFont(drawings.fontFile, [
    ...prompted.map((control) => control.prompt ?? ''),
    ...texts.map(({ text }) => text),
  ]);
  const drawn = pages.map((_, index) => [
    ...texts.filter(({ rect }) => rect.page === index).map((text) => flatText(font, text)),
    ...prompted.filter(({ rect }) => rect.page === index).map((control) => prompt(font, control)),
  ]);
  const fontRef = await font.embed(file.context);
  pages.forEach((page, index) => {
    const operators = drawn[index] ?? [];
    if (operators.length > 0) addContent(file, page, operators.join('\n'), fontRef);
  });
}

function flatText(font: SubsetFont, { rect, text, fontSize }: FlatText): string {
  return inRect(rect, textOperators(font, text, { width: rect.width, height: rect.height, size: fontSize }));
}

/** A dashed frame; its prompt stands in the middle of a seal's place, and small at a text's end, out of the value's way. */
function prompt(font: SubsetFont, control: Control): string {
  const { rect, prompt: text = '' } = control;
  const { width, height } = rect;
  const frame = `q ${FRAME_GRAY} G 0.5 w [3 2] 0 d 0.25 0.25 ${round(width - 0.5)} ${round(height - 0.5)} re S Q`;
  const centred = isSignatureControl(control) || control.kind === 'repeated-seal';
  const available = Math.max(1, width - 4);
  const largest = Math.min(centred ? MAX_PROMPT_SIZE : MAX_LABEL_SIZE, height * 0.6);
  const size = Math.min(largest, available / Math.max(0.1, font.width(text, 1)));
  const left = centred ? (width - font.width(text, size)) / 2 : width - 2 - font.width(text, size);
  const baseline = centred ? height / 2 - size * 0.38 : 2 + size * 0.12;
  const label = [
    `q ${PROMPT_GRAY} g BT /F0 ${round(size)} Tf`,
    `${round(left)} ${round(baseline)} Td ${font.encode(text)} Tj ET Q`,
  ].join(' ');
  return inRect(rect, `${frame}\n${label}`);
}

function inRect(rect: Rect, operators: string): string {
  return `q 1 0 0 1 ${round(rect.x)} ${round(rect.y)} cm\n${operators}\nQ`;
}

/**
 * Appends to a page's content without touching what is there: the old content is enclosed in q and Q, ours is a form
 * with resources of its own, and the page gets its own copy of the resource dictionary with the form's name in it.
 */
function addContent(file: PdfFile, page: Page, operators: string, font: PDFRef): void {
  const { width, height } = displayedSize(page);
  const form = file.context.flateStream(operators, {
    Type: 'XObject',
    Subtype: 'Form',
    BBox: [0, 0, round(width), round(height)],
    Matrix: displayToUser(page).map(round),
    Resources: { Font: { F0: font } },
  });
  const resources = page.resources?.clone() ?? PDFDict.withContext(file.context);
  const xObjects = file.dict(resources, 'XObject')?.clone() ?? PDFDict.withContext(file.context);
  let name = 'Prepared';
  for (let number = 2; xObjects.has(PDFName.of(name)); number += 1) name = `Prepared${number}`;
  xObjects.set(PDFName.of(name), file.add(form));
  resources.set(PDFName.of('XObject'), xObjects);
  const contents = PDFArray.withContext(file.context);
  contents.push(file.add(file.context.stream('q')));
  for (const part of existingContents(file, page)) contents.push(part);
  contents.push(file.add(file.context.stream(`Q q /${name} Do Q`)));
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
