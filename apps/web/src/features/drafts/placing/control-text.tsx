'use client';

import { useTranslations } from 'next-intl';
import { Checkbox } from '#ui/checkbox.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Select } from '#ui/select.tsx';
import type { DraftControl } from '../draft.ts';
import { useFieldFault } from '../field-fault.ts';
import { pageOf } from './control-acts.ts';
import { DEFAULT_FONT_SIZE, FONT_SIZES, usualSize } from './control-kinds.ts';
import { ontoPage } from './page-space.ts';
import type { Placing } from './use-placing.ts';

/** What a text asks for, whether it must be filled in, and how large it is written; dates keep the size of their text. */
export function ControlText({ control, placing }: { control: DraftControl; placing: Placing }) {
  const t = useTranslations('draft');
  const faultOf = useFieldFault('controls');
  const patch = (change: Partial<DraftControl>, tag?: string) =>
    placing.edit(
      placing.controls.map((each) => (each.id === control.id ? { ...each, ...change } : each)),
      tag ? { tag } : {},
    );
  const setFont = (size: number) => {
    placing.rememberFont(size);
    const party = placing.parties.find((each) => each.id === control.participantId);
    const locale = party?.kind === 'person' ? party.locale : 'zh-CN';
    const fitting = usualSize('date', { seal: undefined, locale, fontSize: size });
    // Its upper left corner stays.
    const rect = { ...control, ...fitting, y: control.y + control.height - fitting.height };
    const place = control.kind === 'date' ? ontoPage(rect, pageOf(placing.documents, control)) : {};
    patch({ ...place, fontSize: size });
  };
  const sizes = [...new Set([...FONT_SIZES, control.fontSize ?? DEFAULT_FONT_SIZE])].sort((a, b) => a - b);
  return (
    <div className="grid gap-3">
      {control.kind === 'text' ? (
        <>
          <Field label={t('label')} hint={t('labelHint')} error={faultOf(`${control.id}/label`)}>
            <Input
              value={control.label ?? ''}
              onChange={(event) => patch({ label: event.target.value || null }, `label ${control.id}`)}
            />
          </Field>
          <Checkbox
            checked={control.required}
            onChange={(required) => patch({ required })}
            label={t('required')}
          />
        </>
      ) : null}
      <Field label={t('fontSize')}>
        <Select
          value={String(control.fontSize ?? DEFAULT_FONT_SIZE)}
          onChange={(size) => setFont(Number(size))}
          options={sizes.map((size) => ({ value: String(size), label: t('points', { size }) }))}
        />
      </Field>
    </div>
  );
}
