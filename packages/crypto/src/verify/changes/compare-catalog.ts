import { isName, PdfDict, PdfName, PdfStream, sameValue } from '../../pdf-reader/pdf-value.ts';
import { compareSecurityStore } from './compare-security-store.ts';
import { compareStructureTree } from './compare-structure-tree.ts';
import type { Mode } from './comparison.ts';
import type { Step } from './step.ts';

/** Compared by rules of their own, or of no effect on what the document says or shows. */
const APART = new Set([
  'Pages',
  'AcroForm',
  'DSS',
  'StructTreeRoot',
  'Metadata',
  'Extensions',
  'Version',
  'MarkInfo',
]);

/** Trailer, catalogue and what hangs from it except pages and form (ISO 32000-2 §7.5.5, §7.7.2). */
export function compareCatalog(step: Step): void {
  const { comparison, before, after, note } = step;
  const oldTrailer = before.document.revision.trailer;
  const newTrailer = after.document.revision.trailer;
  if (
    comparison.difference(oldTrailer.get('Info'), newTrailer.get('Info'), '/Info', 'structure') !== undefined
  ) {
    note({ kind: 'metadata', description: 'the document information was updated' });
  }
  const oldCatalog = before.document.catalog();
  const newCatalog = after.document.catalog();
  // Which layers show belongs to what the pages show.
  const modeOf = (key: string): Mode => (key === 'OCProperties' ? 'content' : 'structure');
  for (const path of comparison.differentKeys(oldCatalog, newCatalog, modeOf, APART).values()) {
    note({ kind: 'other', description: `the catalogue changed at ${path}` });
  }
  if (!sameValue(oldCatalog.get('Pages'), newCatalog.get('Pages'))) {
    note({ kind: 'other', description: 'the catalogue names another page tree' });
  }
  compareHarmlessKeys(step, oldCatalog, newCatalog);
  compareMetadata(step, oldCatalog, newCatalog);
  compareStructureTree(step, oldCatalog.get('StructTreeRoot'), newCatalog.get('StructTreeRoot'));
  compareSecurityStore(step, oldCatalog.get('DSS'), newCatalog.get('DSS'));
}

/** These may change, but only as what they are: a stream or action in their place is something else. */
function compareHarmlessKeys(step: Step, oldCatalog: PdfDict, newCatalog: PdfDict): void {
  const { after, comparison, note } = step;
  const changed = (key: string) =>
    comparison.difference(oldCatalog.get(key), newCatalog.get(key), `/${key}`, 'structure') !== undefined;
  const version = after.document.get(newCatalog, 'Version');
  if (version !== null && !(version instanceof PdfName) && changed('Version'))
    note({ kind: 'other', description: '/Version is no name' });
  for (const key of ['Extensions', 'MarkInfo'].filter(changed)) {
    const value = after.document.get(newCatalog, key);
    if (!(value instanceof PdfDict)) {
      note({ kind: 'other', description: `the catalogue changed at /${key}` });
    }
  }
}

function compareMetadata(step: Step, oldCatalog: PdfDict, newCatalog: PdfDict): void {
  const { comparison, after, note } = step;
  const path = comparison.difference(
    oldCatalog.get('Metadata'),
    newCatalog.get('Metadata'),
    '/Metadata',
    'structure',
  );
  if (path === undefined) return;
  const metadata = after.document.get(newCatalog, 'Metadata');
  if (metadata instanceof PdfStream && isName(metadata.dict.get('Type'), 'Metadata')) {
    note({ kind: 'metadata', description: 'the metadata (XMP) was updated' });
  } else {
    note({ kind: 'other', description: 'the metadata (XMP) was removed or replaced by something else' });
  }
}
