'use client';

import { UserPlus } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useFieldArray } from 'react-hook-form';
import { Button } from '#ui/button.tsx';
import { Checkbox } from '#ui/checkbox.tsx';
import { type DraftValues, MAX_PARTIES, newPerson } from './draft-form.ts';
import { Ordering } from './ordering.tsx';
import { type DraftForm, PartyCard } from './party-card.tsx';

export type PartiesProps = { form: DraftForm; values: DraftValues; enterprise: string };

/** Who signs, and in what order. */
export function Parties({ form, values, enterprise }: PartiesProps) {
  const t = useTranslations('draft');
  const locale = useLocale();
  const { fields, append, insert, remove, move } = useFieldArray({ control: form.control, name: 'parties' });
  const own = fields.findIndex((field) => field.kind === 'self');
  const ordered = values.ordering === 'sequential' && fields.length > 1;
  const toggleOwn = (wanted: boolean) => {
    if (wanted && own < 0) insert(0, { kind: 'self' });
    if (!wanted && own >= 0) remove(own);
  };
  return (
    <section aria-labelledby="parties" className="grid gap-4">
      <div className="grid gap-1">
        <h2 id="parties" className="text-lg font-semibold">
          {t('parties')}
        </h2>
        <p className="text-muted">{t('partiesHint')}</p>
      </div>
      <Checkbox
        checked={own >= 0}
        onChange={toggleOwn}
        label={t('ownEnterprise', { name: enterprise })}
        hint={t('ownEnterpriseHint')}
      />
      <ol className="grid gap-3">
        {fields.map((field, index) => (
          <PartyCard
            key={field.id}
            form={form}
            index={index}
            count={fields.length}
            ordered={ordered}
            own={field.kind === 'self' ? enterprise : undefined}
            onMove={(to) => move(index, to)}
            onRemove={fields.length > 1 ? () => remove(index) : undefined}
          />
        ))}
      </ol>
      {fields.length < MAX_PARTIES ? (
        <Button className="justify-self-start" onClick={() => append(newPerson(locale))}>
          <UserPlus aria-hidden />
          {t('addPerson')}
        </Button>
      ) : null}
      {fields.length > 1 ? (
        <Ordering
          value={values.ordering}
          onChange={(ordering) => form.setValue('ordering', ordering, { shouldDirty: true })}
        />
      ) : null}
    </section>
  );
}
