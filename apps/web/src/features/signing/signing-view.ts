import type { SigningView } from '@chopmark/core';

export type { SigningView } from '@chopmark/core';
export type SigningControl = SigningView['controls'][number];
export type Seal = SigningView['seals'][number];

/** Where the signer stands. Read from the server alone, so that a reload resumes where it was left. */
export type Phase =
  | 'preparing'
  | 'waiting'
  | 'sign'
  | 'running'
  | 'failed'
  | 'signed'
  | 'completed'
  | 'refused'
  | 'ended';

export function phaseOf({
  contract,
  me,
  failure,
}: Pick<SigningView, 'failure'> & {
  contract: Pick<SigningView['contract'], 'state'>;
  me: Pick<SigningView['me'], 'state'>;
}): Phase {
  if (me.state === 'rejected') return 'refused';
  if (contract.state === 'completed') return 'completed';
  if (contract.state === 'draft' || contract.state === 'sending') return 'preparing';
  if (contract.state === 'finishing') return 'signed';
  if (contract.state !== 'in_progress') return 'ended';
  if (me.state === 'signed') return 'signed';
  if (me.state === 'signing') return failure ? 'failed' : 'running';
  return me.state === 'awaited' ? 'sign' : 'waiting';
}

/** The signer's own places in the order one reads: by document, page, from top to bottom. */
export function ownControls(view: Pick<SigningView, 'controls' | 'documents'>): SigningControl[] {
  const documentAt = (control: SigningControl) =>
    view.documents.findIndex((document) => document.id === control.documentId);
  return view.controls
    .filter((control) => control.mine)
    .toSorted((a, b) => documentAt(a) - documentAt(b) || a.page - b.page || b.y - a.y || a.x - b.x);
}

/** As core has it for texts, and as its writer has it for places that name no size. */
export const MAX_TEXT = 2_000;
export const DEFAULT_FONT_SIZE = 12;
