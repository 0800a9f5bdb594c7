'use client';

import { useTranslations } from 'next-intl';
import { labelOf } from './own-field.tsx';
import { SealChooser } from './seal-chooser.tsx';
import { SignaturePad } from './signature-pad.tsx';
import type { SigningControl, SigningView } from './signing-view.ts';
import { TextSheet } from './text-sheet.tsx';
import type { Signing } from './use-signing.ts';

export type FieldSheetsProps = {
  view: SigningView;
  signing: Signing;
  /** The place that is being filled. */
  field: SigningControl | undefined;
  onClose: () => void;
};

/** What fills a place, by its kind: a seal to choose, a pad to write on, a text to type. */
export function FieldSheets({ view, signing, field, onClose }: FieldSheetsProps) {
  const t = useTranslations('signing');
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
      <SignaturePad
        open
        onOpenChange={close}
        initial={signing.strokes}
        onDone={(strokes) => {
          signing.setStrokes(strokes);
          onClose();
        }}
      />
    );
  }
  return (
    <TextSheet
      label={labelOf(t, field)}
      required={field.required}
      initial={signing.values[field.id] ?? ''}
      onOpenChange={close}
      onDone={(text) => {
        signing.setValue(field.id, text);
        onClose();
      }}
    />
  );
}
