'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useId, useState } from 'react';
import { z } from 'zod';
import { useErrorText } from '#client/api-hooks.ts';
import { useZodForm } from '#client/zod-form.ts';
import { Button } from '#ui/button.tsx';
import { Dialog, DialogClose } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Textarea } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';

/** As core's `withdrawContract` and `rejectContract` have it. */
const reasonForm = z.object({ reason: z.string().trim().min(1).max(500) });

export type ReasonDialogProps = {
  title: string;
  description: string;
  /** The word on the button: what will be done. */
  act: string;
  trigger: ReactNode;
  onSubmit: (reason: string) => Promise<unknown>;
};

/** Asks for the reason of an act that cannot be undone. */
export function ReasonDialog({ title, description, act, trigger, onSubmit }: ReasonDialogProps) {
  const t = useTranslations('document');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const formId = useId();
  const [open, setOpen] = useState(false);
  const [fault, setFault] = useState<string>();
  const form = useZodForm(reasonForm, { reason: '' });
  const submit = form.handleSubmit(async ({ reason }) => {
    try {
      await onSubmit(reason);
      setOpen(false);
    } catch (error) {
      setFault(errorText(error));
    }
  });
  const actions = (
    <>
      <DialogClose asChild>
        <Button>{common('cancel')}</Button>
      </DialogClose>
      <Button type="submit" form={formId} variant="danger" busy={form.formState.isSubmitting}>
        {act}
      </Button>
    </>
  );
  return (
    <Dialog
      title={title}
      description={description}
      trigger={trigger}
      open={open}
      onOpenChange={setOpen}
      actions={actions}
    >
      <form id={formId} noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
        {fault ? <Notice tone="danger">{fault}</Notice> : null}
        <Field label={t('reason')} hint={t('reasonHint')} error={form.formState.errors.reason?.message}>
          <Textarea {...form.register('reason')} />
        </Field>
      </form>
    </Dialog>
  );
}
