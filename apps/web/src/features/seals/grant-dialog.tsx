'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { type MemberChoice, MemberPicker } from '#features/members/member-picker.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog, DialogClose } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';
import { Select } from '#ui/select.tsx';
import { toast } from '#ui/toaster.tsx';
import { dayOf, endOfDay } from './last-day.ts';
import type { SealDetail } from './seal-types.ts';

export type GrantDialogProps = {
  seal: SealDetail;
  /** A grant whose end is changed; without it a member is chosen. */
  grant?: SealDetail['grants'][number];
  trigger: ReactNode;
};

/** Grants a seal to a member, for ever or to the end of a day. */
export function GrantDialog({ seal, grant, trigger }: GrantDialogProps) {
  const t = useTranslations('seals.grants');
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title={grant ? t('changeTitle', { name: grant.member }) : t('add')}
      trigger={trigger}
      open={open}
      onOpenChange={setOpen}
    >
      {/* Mounted with the dialog: each opening begins anew. */}
      <GrantForm seal={seal} grant={grant} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

type GrantFormProps = { seal: SealDetail; grant: GrantDialogProps['grant']; onDone: () => void };
type Period = 'unlimited' | 'untilDate';

function GrantForm({ seal, grant, onDone }: GrantFormProps) {
  const t = useTranslations('seals.grants');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const [member, setMember] = useState<Pick<MemberChoice, 'id' | 'name'> | undefined>(
    grant && { id: grant.membershipId, name: grant.member },
  );
  const [period, setPeriod] = useState<Period>(grant?.validUntil ? 'untilDate' : 'unlimited');
  const [day, setDay] = useState(grant?.validUntil ? dayOf(new Date(grant.validUntil)) : '');
  const [tried, setTried] = useState(false);
  const validUntil = period === 'untilDate' ? endOfDay(day, new Date()) : null;
  const save = useApiMutation(
    (api, input: { membershipId: string; validUntil: string | null }) =>
      api.seals.grant.mutate({
        sealId: seal.id,
        membershipIds: [input.membershipId],
        validUntil: input.validUntil,
      }),
    {
      invalidates: [['seals']],
      onSuccess: () => {
        toast.success(t('granted', { name: member?.name ?? '' }));
        onDone();
      },
    },
  );
  const submit = () => {
    setTried(true);
    if (member && validUntil !== undefined) save.mutate({ membershipId: member.id, validUntil });
  };
  const holders = seal.grants.filter((each) => each.state === 'active').map((each) => each.membershipId);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className="grid gap-4"
    >
      {grant ? null : (
        <Field label={t('member')} error={tried && !member ? t('chooseMember') : undefined}>
          <MemberPicker value={member?.id} onChange={setMember} may="seal.use" exclude={holders} />
        </Field>
      )}
      <Field label={t('period')}>
        <Select
          value={period}
          onChange={setPeriod}
          options={[
            { value: 'unlimited', label: t('unlimited') },
            { value: 'untilDate', label: t('untilDate') },
          ]}
        />
      </Field>
      {period === 'untilDate' ? (
        <Field
          label={t('lastDay')}
          hint={t('lastDayHint')}
          error={tried && validUntil === undefined ? t('chooseDay') : undefined}
        >
          <Input
            type="date"
            value={day}
            min={dayOf(new Date())}
            onChange={(event) => setDay(event.target.value)}
          />
        </Field>
      ) : null}
      {save.error ? <Notice tone="danger">{errorText(save.error)}</Notice> : null}
      <div className="flex flex-wrap justify-end gap-2">
        <DialogClose asChild>
          <Button>{common('cancel')}</Button>
        </DialogClose>
        <Button type="submit" variant="primary" busy={save.isPending}>
          {grant ? common('save') : t('grant')}
        </Button>
      </div>
    </form>
  );
}
