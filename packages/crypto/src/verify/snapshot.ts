import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import type { PdfFile } from '../pdf-reader/pdf-file.ts';
import { type Form, readForm } from './form.ts';
import { type PageNode, readPages } from './pages.ts';

/** What the document consists of as of one revision, read once. */
export type Snapshot = { index: number; document: PdfDocument; form: Form; pages: Map<number, PageNode> };

export function takeSnapshots(file: PdfFile): Snapshot[] {
  return file.revisions.map(({ index }) => {
    const document = file.at(index);
    return { index, document, form: readForm(document), pages: readPages(document) };
  });
}
