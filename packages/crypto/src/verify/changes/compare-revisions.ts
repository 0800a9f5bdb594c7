import { isArray, PdfRef } from '../../pdf-reader/pdf-value.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Change } from './change.ts';
import { compareCatalog } from './compare-catalog.ts';
import { compareForm } from './compare-form.ts';
import { comparePages } from './compare-pages.ts';
import { Comparison } from './comparison.ts';
import type { Step } from './step.ts';

/**
 * What revision `after` did to the document of `before`, the revision just before it. Steps add up: a document whose every
 * step is permitted shows what was signed and what was permitted, and a step can't be hidden by a later one.
 * @throws CryptoError when either can't be read
 */
export function compareRevisions(before: Snapshot, after: Snapshot): Change[] {
  const changes: Change[] = [];
  const comparison = new Comparison(before.document, after.document);
  const step: Step = {
    comparison,
    before,
    after,
    note: (change) => changes.push({ ...change, revision: after.index }),
  };
  const earlier = ownedNumbers(before);
  const later = ownedNumbers(after);
  const layers = [...layersOf(before), ...layersOf(after)];
  for (const num of [...earlier, ...later, ...layers]) comparison.identities.add(num);
  for (const num of earlier) if (later.has(num)) comparison.owned.add(num);
  compareCatalog(step);
  comparePages(step);
  compareForm(step);
  return changes;
}

function ownedNumbers(snapshot: Snapshot): Set<number> {
  const owned = new Set([...snapshot.pages.keys(), ...snapshot.form.nodes.keys()]);
  const root = snapshot.document.revision.trailer.get('Root');
  if (root instanceof PdfRef) owned.add(root.num);
  const form = snapshot.document.catalog().get('AcroForm');
  if (form instanceof PdfRef) owned.add(form.num);
  return owned;
}

/** Optional content groups (ISO 32000-2 §8.11.2): content and the list of hidden ones both name them. */
function layersOf({ document }: Snapshot): number[] {
  const properties = document.dict(document.catalog().get('OCProperties'));
  const groups = properties === undefined ? null : document.get(properties, 'OCGs');
  return isArray(groups) ? groups.flatMap((group) => (group instanceof PdfRef ? [group.num] : [])) : [];
}
