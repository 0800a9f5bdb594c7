'use client';

import { SealChooser } from './seal-chooser.tsx';
import { SignatureSheet } from './signature-sheet.tsx';
import type { SigningControl, SigningView } from './signing-view.ts';
import { TextSheet } from './text-sheet.tsx';
import type { Signing } from './use-signing.ts';

export type FieldSheetsProps = {
  view: SigningView;
  signing: Signing;
  /** The place that is being filled, unless it is typed into on the page itself. */
  field: SigningControl | undefined;
  onClose: () => void;
};

/** What fills a place, by its kind: a seal to choose, a pad to write on, a text to type. */
export function FieldSheets({ view, signing, field, onClose }: FieldSheetsProps) {
  const close = (open: boolean) => (open ? undefined : onClose());
  if (!field) return null;
  if (field.kind === 'seal') {
    return (
      <SealChooser
        open
        onOpenChange={close}
        seals={view.seals}
        chosen={signing.seal}
        onChoose={(seal) => {
          signing.setSeal(seal);
          onClose();
        }}
      />
    );
  }
  if (field.kind === 'signature') {
    return (
      <SignatureSheet
        name={view.me.name}
        initial={signing.signature}
        onOpenChange={close}
        onDone={(signature) => {
          signing.setSignature(signature);
          onClose();
        }}
      />
    );
  }
  return <TextSheet control={field} signing={signing} onClose={onClose} />;
}
