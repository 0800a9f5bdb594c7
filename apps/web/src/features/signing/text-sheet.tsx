'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input, Textarea } from '#ui/input.tsx';
import { labelOf } from './own-field.tsx';
import { MAX_TEXT, type SigningControl } from './signing-view.ts';
import { takesLines } from './text-place.tsx';
import type { Signing } from './use-signing.ts';

export type TextSheetProps = { control: SigningControl; signing: Signing; onClose: () => void };

/** On a phone a text is filled in here and not on the page, where it would be too small for a finger. */
export function TextSheet({ control, signing, onClose }: TextSheetProps) {
  const t = useTranslations('signing');
  const common = useTranslations('common');
  const formId = useId();
  const text = signing.values[control.id] ?? '';
  const label = labelOf(t, control);
  const close = () => {
    signing.setValue(control.id, text.trim());
    onClose();
  };
  const entry = {
    autoFocus: true,
    value: text,
    maxLength: MAX_TEXT,
    required: control.required,
    onChange: (event: { target: { value: string } }) => signing.setValue(control.id, event.target.value),
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : close())}
      title={label}
      actions={
        <Button
          type="submit"
          form={formId}
          variant="primary"
          size="lg"
          disabled={control.required && text.trim() === ''}
        >
          {t('fillIn')}
        </Button>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          close();
        }}
      >
        <Field
          label={label}
          note={control.required ? t('required') : common('optional')}
          hint={t('length', { count: text.length, max: MAX_TEXT })}
          error={signing.fault?.controlId === control.id ? signing.fault.text : undefined}
        >
          {takesLines(control) ? <Textarea {...entry} /> : <Input {...entry} />}
        </Field>
      </form>
    </Dialog>
  );
}
