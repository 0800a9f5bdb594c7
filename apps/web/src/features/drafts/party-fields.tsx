'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { locales } from '#i18n/locale.ts';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Select } from '#ui/select.tsx';
import type { DraftParty, PersonParty } from './draft.ts';
import { useDraft } from './draft-context.tsx';
import { useFieldFault } from './field-fault.ts';

type SelfParty = Extract<DraftParty, { kind: 'self' }>;

/** Which member seals for the enterprise. */
export function SelfFields({ party, onChange }: { party: SelfParty; onChange: (party: DraftParty) => void }) {
  const t = useTranslations('draft');
  const { members, state } = useDraft();
  const isUnable = state.missing.some(
    (each) => each.partyId === party.id && each.code === 'PARTY_MEMBER_UNABLE',
  );
  const options = members.map(({ membershipId, name, isMe }) => ({
    value: membershipId,
    label: isMe ? t('memberMe', { name }) : name,
  }));
  return (
    <Field
      label={t('member')}
      hint={t('memberHint')}
      error={isUnable ? t('missing.PARTY_MEMBER_UNABLE') : undefined}
      className="sm:max-w-80"
    >
      <Select
        data-focus={`party/${party.id}/member`}
        value={party.membershipId}
        onChange={(membershipId) => onChange({ ...party, membershipId })}
        options={options}
        placeholder={t('memberChoose')}
      />
    </Field>
  );
}

const lacks = [
  'PARTY_NAME_MISSING',
  'PARTY_EMAIL_MISSING',
  'PARTY_EMAIL_INVALID',
  'PARTY_EMAIL_TWICE',
] as const;

/** Who an outside person is, and where the link to sign with goes. */
export function PersonFields({
  party,
  onChange,
}: {
  party: PersonParty;
  onChange: (party: DraftParty) => void;
}) {
  const t = useTranslations('draft');
  const language = useTranslations('language');
  const { state } = useDraft();
  const faultOf = useFieldFault('parties');
  // Nobody is blamed for what they are only about to type.
  const [left, setLeft] = useState({ name: false, email: false });
  const textOf = (field: 'name' | 'email') => {
    const pointer = `#/parties/${party.id}/${field}`;
    const code = left[field] ? state.missing.find((each) => each.pointer === pointer)?.code : undefined;
    const lack = lacks.find((each) => each === code);
    return faultOf(`${party.id}/${field}`) ?? (lack ? t(`missing.${lack}`) : undefined);
  };
  const options = locales.map((value) => ({ value, label: language(value) }));
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t('name')} error={textOf('name')} className="content-start">
        <Input
          autoComplete="off"
          data-focus={`party/${party.id}/name`}
          value={party.name}
          onChange={(event) => onChange({ ...party, name: event.target.value })}
          onBlur={() => setLeft((seen) => ({ ...seen, name: true }))}
        />
      </Field>
      <Field label={t('language')} className="content-start">
        <Select
          value={party.locale}
          onChange={(locale) => onChange({ ...party, locale })}
          options={options}
        />
      </Field>
      <Field label={t('email')} hint={t('emailHint')} error={textOf('email')} className="sm:col-span-2">
        <Input
          type="email"
          inputMode="email"
          autoComplete="off"
          data-focus={`party/${party.id}/email`}
          value={party.email}
          onChange={(event) => onChange({ ...party, email: event.target.value })}
          onBlur={() => setLeft((seen) => ({ ...seen, email: true }))}
        />
      </Field>
    </div>
  );
}
