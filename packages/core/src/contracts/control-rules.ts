import { CoreError } from '../errors.ts';

export const controlKinds = ['signature', 'seal', 'date', 'text'] as const;
export type ControlKind = (typeof controlKinds)[number];

export const MAX_CONTROLS = 500;

/** Points; the origin is the lower left corner of the page as it is displayed. */
export type PlacedControl = {
  id: string;
  documentId: string;
  participantId: string;
  kind: ControlKind;
  page: number;
  x: number;
  y: number;
  width: number;
  height: number;
};

export type ControlsOf = {
  documents: readonly { id: string; signedBefore: boolean; pages: { width: number; height: number }[] }[];
  parties: readonly { id: string; kind: string }[];
};

/** Why a control cannot stand where it is; texts for people are chosen by it. */
export type ControlFault =
  | 'outside'
  | 'too_small'
  | 'overlap'
  | 'kind_of_party'
  | 'signed_document'
  | 'characters'
  | 'id';

/** Below this nobody can read or hit it. On pages that are tiny themselves it may be smaller. */
const SMALLEST: Record<ControlKind, { width: number; height: number }> = {
  signature: { width: 24, height: 12 },
  seal: { width: 24, height: 24 },
  date: { width: 24, height: 8 },
  text: { width: 12, height: 8 },
};
const SMALLEST_SHARE = 0.02;
/** Page edges are rarely whole points. */
const TOLERANCE = 0.5;
/** Two places nearer than this cannot be told apart. */
const SAME = 1;

/**
 * Refuses controls that could not be prepared, signed or told apart.
 * @throws CoreError CONTROL_INVALID with the control's number and `reason`; CONFLICT when its document or party is gone
 */
export function requireValidControls(controls: readonly PlacedControl[], draft: ControlsOf): void {
  controls.forEach((control, index) => {
    const document = draft.documents.find((each) => each.id === control.documentId);
    const party = draft.parties.find((each) => each.id === control.participantId);
    if (!document || !party) {
      throw new CoreError(
        'CONFLICT',
        'a control is of a document or party that is gone; read the draft again',
        {
          field: 'controls',
          params: { index },
        },
      );
    }
    const page = document.pages[control.page];
    if (!page) throw controlFault('outside', index);
    const fault = faultOnPage(control, page) ?? faultOfParty(control, party, document.signedBefore);
    if (fault) throw controlFault(fault, index);
    const earlier = controls.slice(0, index);
    if (earlier.some((other) => other.id === control.id)) throw controlFault('id', index);
    if (isSignature(control) && earlier.some((other) => isSignature(other) && isUpon(other, control)))
      throw controlFault('overlap', index);
    // Its repetitions would be fields of another kind, which validators hold against the earlier signatures.
    const second = earlier.some(
      (other) => other.participantId === party.id && other.documentId === document.id,
    );
    if (document.signedBefore && second) throw controlFault('signed_document', index);
  });
}

export const controlFault = (reason: ControlFault, index: number) =>
  new CoreError('CONTROL_INVALID', `control ${index} cannot stand like this: ${reason}`, {
    field: 'controls',
    params: { reason, index },
    errors: [{ pointer: `#/controls/${index}`, detail: reason }],
  });

function faultOnPage(
  { kind, x, y, width, height }: PlacedControl,
  page: { width: number; height: number },
): ControlFault | undefined {
  const inside =
    x >= -TOLERANCE &&
    y >= -TOLERANCE &&
    x + width <= page.width + TOLERANCE &&
    y + height <= page.height + TOLERANCE;
  if (!inside) return 'outside';
  const least = SMALLEST[kind];
  const fits =
    width >= Math.min(least.width, page.width * SMALLEST_SHARE) &&
    height >= Math.min(least.height, page.height * SMALLEST_SHARE);
  return fits ? undefined : 'too_small';
}

/** Only the own enterprise has seals to use. */
function faultOfParty(
  { kind }: PlacedControl,
  party: { kind: string },
  signedBefore: boolean,
): ControlFault | undefined {
  if (kind === 'seal' && party.kind !== 'member') return 'kind_of_party';
  if (signedBefore && (kind === 'date' || kind === 'text')) return 'signed_document';
  return undefined;
}

export const isSignature = ({ kind }: { kind: string }) => kind === 'signature' || kind === 'seal';

function isUpon(a: PlacedControl, b: PlacedControl): boolean {
  if (a.documentId !== b.documentId || a.page !== b.page) return false;
  return (['x', 'y', 'width', 'height'] as const).every((side) => Math.abs(a[side] - b[side]) < SAME);
}

/**
 * Names for a document's fields: `p2-signature`, then `p2-signature-2`. Names that are given already stay free for their
 * bearers.
 */
export function fieldNamer(taken: Iterable<string> = []): (party: number, kind: string) => string {
  const names = new Set(taken);
  return (party, kind) => {
    const base = `p${party + 1}-${kind}`;
    let name = base;
    for (let number = 2; names.has(name); number += 1) name = `${base}-${number}`;
    names.add(name);
    return name;
  };
}
