'use client';

import { ArrowDown, ArrowUp, Building2, Trash2, User } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Controller, type UseFormReturn } from 'react-hook-form';
import { locales } from '#i18n/locale.ts';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Select } from '#ui/select.tsx';
import type { DraftValues } from './draft-form.ts';
import { partyColour } from './party-colour.ts';

export type DraftForm = UseFormReturn<DraftValues, unknown, DraftValues>;

export type PartyCardProps = {
  form: DraftForm;
  index: number;
  count: number;
  ordered: boolean;
  /** The own enterprise's name, when this party is the own enterprise. */
  own: string | undefined;
  onMove: (to: number) => void;
  /** Left out for the only party. */
  onRemove: (() => void) | undefined;
};

/** One party: who they are, and where they stand in the order. */
export function PartyCard({ form, index, count, ordered, own, onMove, onRemove }: PartyCardProps) {
  const t = useTranslations('draft');
  const Icon = own === undefined ? User : Building2;
  const title = own ?? t('person', { number: index + 1 });
  return (
    <li className="rounded-lg border border-l-4 border-l-(--party) bg-raised" style={partyColour(index)}>
      <div className="flex items-center gap-2.5 px-4 py-2.5">
        {ordered ? (
          <span
            title={t('position', { number: index + 1 })}
            className="grid size-6 shrink-0 place-items-center rounded-full border text-sm tabular-nums"
          >
            {index + 1}
          </span>
        ) : (
          <Icon aria-hidden className="size-4 shrink-0 text-muted" />
        )}
        <h3 className="min-w-0 flex-1 font-medium">{title}</h3>
        {ordered && count > 1 ? (
          <MoveButtons title={title} index={index} count={count} onMove={onMove} />
        ) : null}
        {onRemove ? (
          <Button variant="quiet" size="icon" aria-label={t('remove', { party: title })} onClick={onRemove}>
            <Trash2 aria-hidden />
          </Button>
        ) : null}
      </div>
      {own === undefined ? (
        <PersonFields form={form} index={index} />
      ) : (
        <p className="px-4 pb-3 text-muted">{t('ownHint')}</p>
      )}
    </li>
  );
}

type MoveButtonsProps = { title: string } & Pick<PartyCardProps, 'index' | 'count' | 'onMove'>;

function MoveButtons({ title, index, count, onMove }: MoveButtonsProps) {
  const t = useTranslations('draft');
  return (
    <>
      <Button
        variant="quiet"
        size="icon"
        disabled={index === 0}
        aria-label={t('earlier', { party: title })}
        onClick={() => onMove(index - 1)}
      >
        <ArrowUp aria-hidden />
      </Button>
      <Button
        variant="quiet"
        size="icon"
        disabled={index === count - 1}
        aria-label={t('later', { party: title })}
        onClick={() => onMove(index + 1)}
      >
        <ArrowDown aria-hidden />
      </Button>
    </>
  );
}

function PersonFields({ form, index }: Pick<PartyCardProps, 'form' | 'index'>) {
  const t = useTranslations('draft');
  const language = useTranslations('language');
  const faults = form.formState.errors.parties?.[index];
  const seen = form.formState.touchedFields.parties?.[index];
  // A party that was only just added isn't blamed for being empty.
  const shows = (name: 'name' | 'email') =>
    form.formState.isSubmitted || (seen && name in seen && (seen as Record<typeof name, boolean>)[name]);
  const faultOf = (name: 'name' | 'email') =>
    shows(name) && faults && name in faults
      ? (faults as Record<typeof name, { message?: string }>)[name]?.message
      : undefined;
  const options = locales.map((value) => ({ value, label: language(value) }));
  return (
    <div className="grid gap-4 border-t px-4 py-4 sm:grid-cols-2">
      <Field label={t('name')} error={faultOf('name')} className="content-start">
        <Input autoComplete="off" {...form.register(`parties.${index}.name`)} />
      </Field>
      <Controller
        control={form.control}
        name={`parties.${index}.locale`}
        render={({ field: { value, onChange, ref, onBlur } }) => (
          <Field label={t('language')} className="content-start">
            <Select value={value} onChange={onChange} onBlur={onBlur} ref={ref} options={options} />
          </Field>
        )}
      />
      <Field label={t('email')} hint={t('emailHint')} error={faultOf('email')} className="sm:col-span-2">
        <Input
          type="email"
          inputMode="email"
          autoComplete="off"
          {...form.register(`parties.${index}.email`)}
        />
      </Field>
    </div>
  );
}
