'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Select } from '#ui/select.tsx';

/** What the law and custom call seals: these words stand on the seal itself, in whatever language the page is. */
const SEAL_TYPES = {
  contract: '合同专用章',
  econtract: '电子合同专用章',
  business: '业务专用章',
  finance: '财务专用章',
} as const;

type Choice = keyof typeof SEAL_TYPES | 'other';

const choices: readonly Choice[] = ['contract', 'econtract', 'business', 'finance', 'other'];

export type SealTypeChoiceProps = {
  /** The words on the seal. */
  value: string;
  error: string | undefined;
  onChange: (sealType: string) => void;
};

export function SealTypeChoice({ value, error, onChange }: SealTypeChoiceProps) {
  const t = useTranslations('onboarding.seal');
  const known = choices.find((choice) => choice !== 'other' && SEAL_TYPES[choice] === value);
  const [choice, setChoice] = useState<Choice>(known ?? 'other');
  const label = (each: Choice) => {
    const words = t(`types.${each}`);
    if (each === 'other' || words === SEAL_TYPES[each]) return words;
    return `${SEAL_TYPES[each]} · ${words}`;
  };
  const choose = (next: Choice) => {
    setChoice(next);
    onChange(next === 'other' ? '' : SEAL_TYPES[next]);
  };
  return (
    <>
      <Field label={t('type')} error={choice === 'other' ? undefined : error}>
        <Select
          value={choice}
          onChange={choose}
          options={choices.map((each) => ({ value: each, label: label(each) }))}
        />
      </Field>
      {choice === 'other' ? (
        <Field label={t('otherType')} hint={t('otherTypeHint')} error={error}>
          <Input maxLength={12} value={value} onChange={(event) => onChange(event.target.value)} />
        </Field>
      ) : null}
    </>
  );
}
