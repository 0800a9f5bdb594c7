'use client';

import type { RoleName } from '@chopmark/core';
import { UserPlus } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import type { z } from 'zod';
import { problemIn } from '#client/api-error.ts';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { showFieldProblem, useZodForm } from '#client/zod-form.ts';
import type { Locale } from '#i18n/locale.ts';
import { Button } from '#ui/button.tsx';
import { Dialog, DialogClose } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';
import { Select } from '#ui/select.tsx';
import { toast } from '#ui/toaster.tsx';
import { inviteForm } from './invite-schemas.ts';
import type { Role } from './member.ts';
import { RoleChoice } from './role-choice.tsx';

/** The page's main act: a button that opens the form. */
export function InviteMember({ roles }: { roles: readonly Role[] }) {
  const t = useTranslations('invitations');
  const common = useTranslations('common');
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const formId = useId();
  const trigger = (
    <Button variant="primary">
      <UserPlus aria-hidden />
      {t('dialogTitle')}
    </Button>
  );
  const actions = (
    <>
      <DialogClose asChild>
        <Button>{common('cancel')}</Button>
      </DialogClose>
      <Button variant="primary" type="submit" form={formId} busy={busy}>
        {t('send')}
      </Button>
    </>
  );
  return (
    <Dialog
      trigger={trigger}
      open={open}
      onOpenChange={setOpen}
      title={t('dialogTitle')}
      description={t('dialogText')}
      actions={actions}
    >
      <InviteForm id={formId} roles={roles} onBusy={setBusy} onSent={() => setOpen(false)} />
    </Dialog>
  );
}

type InviteFormProps = {
  id: string;
  roles: readonly Role[];
  onBusy: (busy: boolean) => void;
  onSent: () => void;
};

function InviteForm({ id, roles, onBusy, onSent }: InviteFormProps) {
  const t = useTranslations('invitations');
  const members = useTranslations('members');
  const languages = useTranslations('language');
  const errorText = useErrorText();
  const [chosen, setChosen] = useState<RoleName[]>(['user']);
  const [locale, setLocale] = useState<Locale>(useLocale());
  const [roleError, setRoleError] = useState<string>();
  const [refusal, setRefusal] = useState<string>();
  const form = useZodForm(inviteForm, { email: '', name: '' });
  const { errors } = form.formState;
  const invite = useInvite({
    onSent,
    onSettled: () => onBusy(false),
    onError: (error) => {
      const text = errorText(error);
      if (problemIn(error)?.field === 'roles') return setRoleError(text);
      if (!showFieldProblem(form, error, text)) setRefusal(text);
    },
  });
  const submit = (input: z.output<typeof inviteForm>) => {
    if (invite.isPending) return;
    setRefusal(undefined);
    setRoleError(chosen.length === 0 ? members('roleNeeded') : undefined);
    if (chosen.length === 0) return;
    onBusy(true);
    invite.mutate({ ...input, roles: chosen, locale });
  };
  return (
    <form id={id} noValidate className="grid gap-4" onSubmit={form.handleSubmit(submit)}>
      {refusal ? <Notice tone="danger">{refusal}</Notice> : null}
      <Field label={t('emailField')} error={errors.email?.message}>
        <Input type="email" autoComplete="off" inputMode="email" {...form.register('email')} />
      </Field>
      <Field label={t('nameField')} hint={t('nameHint')} error={errors.name?.message}>
        <Input autoComplete="off" {...form.register('name')} />
      </Field>
      <RoleChoice roles={roles} value={chosen} onChange={setChosen} error={roleError} />
      <Field label={t('localeField')}>
        <Select
          value={locale}
          onChange={setLocale}
          options={[
            { value: 'zh-CN', label: languages('zh-CN') },
            { value: 'en', label: languages('en') },
          ]}
        />
      </Field>
    </form>
  );
}

type InviteInput = z.output<typeof inviteForm> & { roles: RoleName[]; locale: Locale };
type InviteOutcome = { onSent: () => void; onSettled: () => void; onError: (error: unknown) => void };

function useInvite({ onSent, onSettled, onError }: InviteOutcome) {
  const t = useTranslations('invitations');
  return useApiMutation((api, input: InviteInput) => api.invitations.create.mutate(input), {
    invalidates: [['invitations']],
    onSuccess: (_, { name }) => {
      onSettled();
      toast.success(t('sent', { name }));
      onSent();
    },
    onError: (error) => {
      onSettled();
      onError(error);
    },
  });
}
