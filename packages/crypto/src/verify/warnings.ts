import { CryptoError } from '../errors.ts';
import { Lexer } from '../pdf-reader/lexer.ts';
import type { PdfFile } from '../pdf-reader/pdf-file.ts';
import { isArray, isName, PdfDict, PdfStream, type PdfValue } from '../pdf-reader/pdf-value.ts';
import type { Change } from './changes/change.ts';
import type { CheckedSignature } from './check-signature.ts';
import { fieldWarnings } from './field-warnings.ts';
import { hasHiddenDocument } from './hidden-document.ts';
import { pageWarnings } from './page-warnings.ts';
import { reachableDictionaries } from './reachable.ts';
import type { Warning } from './report.ts';
import type { Snapshot } from './snapshot.ts';
import { type WarningCode, warningMessages } from './warning-codes.ts';

const EXTERNAL = ['Launch', 'SubmitForm', 'ImportData', 'GoToR', 'GoToE', 'Rendition', 'RichMediaExecute'];

/** Content of the document as it stands now that signers may not have seen, or that can change what is shown. */
export function findSuspicious(
  file: PdfFile,
  snapshot: Snapshot,
  { changes, checked }: { changes: Change[]; checked: CheckedSignature[] },
): Warning[] {
  const codes = new Set<WarningCode>(certificationWarnings(checked));
  if (!new Lexer(file.bytes).acceptPrefix('%PDF-')) codes.add('LEADING_BYTES');
  if (file.revisions.some(({ hybrid }) => hybrid)) codes.add('HYBRID_FILE');
  if (changes.some(({ kind, overContent }) => kind === 'signature' && overContent === true)) {
    codes.add('SIGNATURE_COVERS_CONTENT');
  }
  try {
    catalogWarnings(snapshot, codes);
    fieldWarnings(snapshot, codes);
    const reached = new Set<number>();
    for (const dict of reachableDictionaries(snapshot.document, reached))
      objectWarnings(snapshot, dict, codes);
    if (hasHiddenDocument(file, snapshot, reached)) codes.add('HIDDEN_DOCUMENT');
    pageWarnings(snapshot, codes);
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    codes.add('CONTENT_UNREADABLE');
  }
  return [...codes].map((code) => ({ code, message: warningMessages[code] }));
}

/** A document has one certification, and it is the first signature (ISO 32000-2 §12.8.2.2). */
function* certificationWarnings(checked: CheckedSignature[]): Generator<WarningCode> {
  const ordered = checked
    .filter(({ documentTimestamp }) => documentTimestamp === undefined)
    .toSorted((a, b) => a.found.revision - b.found.revision);
  const places = ordered.flatMap(({ permissions }, i) =>
    permissions?.certification === undefined ? [] : [i],
  );
  if (places.length > 1) yield 'SEVERAL_CERTIFICATIONS';
  if (places.length > 0 && places[0] !== 0) yield 'CERTIFICATION_NOT_FIRST';
}

function catalogWarnings({ document, form }: Snapshot, codes: Set<WarningCode>): void {
  const catalog = document.catalog();
  if (startsSomething(document.get(catalog, 'OpenAction')) || catalog.get('AA') !== null)
    codes.add('AUTOMATIC_ACTION');
  const layers = document.dict(catalog.get('OCProperties'));
  const shown = layers === undefined ? undefined : document.dict(layers.get('D'));
  const off = shown === undefined ? null : document.get(shown, 'OFF');
  const hidden = isArray(off) && off.length > 0;
  if (hidden || (shown !== undefined && isName(document.get(shown, 'BaseState'), 'OFF')))
    codes.add('HIDDEN_LAYER');
  if (form.dict !== undefined && form.dict.get('XFA') !== null) codes.add('DYNAMIC_FORM');
  if (form.dict !== undefined && document.get(form.dict, 'NeedAppearances') === true) {
    codes.add('REGENERATED_APPEARANCES');
  }
}

/** A destination only says where to look; going there is no action. */
function startsSomething(action: PdfValue): boolean {
  return action instanceof PdfDict && !isName(action.get('S'), 'GoTo');
}

function objectWarnings({ document }: Snapshot, object: PdfDict | PdfStream, codes: Set<WarningCode>): void {
  const dict = object instanceof PdfStream ? object.dict : object;
  const action = document.get(dict, 'S');
  if (isName(action, 'JavaScript') || (dict.get('JS') !== null && dict.get('S') !== null))
    codes.add('SCRIPT');
  if (EXTERNAL.some((name) => isName(action, name))) codes.add('EXTERNAL_ACTION');
  if (dict.get('AA') !== null) codes.add('AUTOMATIC_ACTION');
  // A file specification with a file in it (ISO 32000-2 §7.11.4).
  if (dict.get('EF') !== null) codes.add('ATTACHMENT');
  if (object instanceof PdfStream && (dict.get('F') !== null || dict.get('Ref') !== null))
    codes.add('EXTERNAL_CONTENT');
}
