'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';

/** As core has it. */
const MAX_LENGTH = 2_000;

export type TextSheetProps = {
  label: string;
  required: boolean;
  initial: string;
  onOpenChange: (open: boolean) => void;
  onDone: (text: string) => void;
};

/** A text of the document is filled in here and not on the page, where it may be too small for a finger. */
export function TextSheet({ label, required, initial, onOpenChange, onDone }: TextSheetProps) {
  const t = useTranslations('signing');
  const common = useTranslations('common');
  const formId = useId();
  const [text, setText] = useState(initial);
  const actions = (
    <Button type="submit" form={formId} variant="primary" size="lg" disabled={required && text.trim() === ''}>
      {t('fillIn')}
    </Button>
  );
  return (
    <Dialog open onOpenChange={onOpenChange} title={label} actions={actions}>
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          onDone(text.trim());
        }}
      >
        <Field label={label} note={required ? undefined : common('optional')}>
          <Input
            autoFocus
            value={text}
            maxLength={MAX_LENGTH}
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}
