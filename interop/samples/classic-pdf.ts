import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as fontkit from '@cantoo/fontkit';
import { PDFDocument, type PDFFont, type PDFPage } from 'pdf-lib';
import { CLAUSES, GOODS, PARTIES, TITLE } from './clauses.ts';

const require = createRequire(import.meta.url);
const A4: [number, number] = [595.28, 841.89];
const MARGIN = 64;
const LINE = 22;

/** Two pages of text with a classic cross-reference table and no object streams, as PDF 1.4 programs write them. */
export async function classicPdfSample(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit);
  const face = require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');
  const font = await document.embedFont(await readFile(face), { subset: true });
  document.setTitle(TITLE);
  const first = document.addPage(A4);
  write(first, font, 20, 780, [TITLE]);
  write(first, font, 10.5, 740, [
    ...PARTIES,
    ...GOODS.map((cells) => cells.join('  ')),
    ...CLAUSES.flatMap(([heading, lines]) => [heading, ...lines.flatMap(brokenLines)]),
  ]);
  write(document.addPage(A4), font, 10.5, 780, ['签署页', '(以下无正文,为《设备采购合同》签署页)']);
  return document.save({ useObjectStreams: false });
}

function write(page: PDFPage, font: PDFFont, size: number, top: number, lines: string[]): void {
  for (const [index, line] of lines.entries()) {
    page.drawText(line, { x: MARGIN, y: top - index * LINE, size, font });
  }
}

function brokenLines(text: string): string[] {
  return text.match(/.{1,42}/gu) ?? [];
}
