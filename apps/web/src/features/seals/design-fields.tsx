'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';
import { Switch } from '#ui/switch.tsx';
import { ChoiceChips } from './choice-chips.tsx';
import { MeasureField } from './measure-field.tsx';
import type { ColourName, RoundSealSpec, SealLimits } from './seal-types.ts';
import type { SealPreview } from './use-seal-design.ts';

export type DesignFieldsProps = {
  spec: RoundSealSpec;
  change: (part: Partial<RoundSealSpec>) => void;
  limits: SealLimits;
  fitted: SealPreview['fitted'];
  enterprise: string;
  /** What is wrong with a field. */
  faultOf: (field: keyof RoundSealSpec) => string | undefined;
};

/** What stands on the seal. */
export function WordFields({ spec, change, limits, enterprise, faultOf }: DesignFieldsProps) {
  const t = useTranslations('seals.studio');
  const types = (['contract', 'electronic', 'finance', 'invoice', 'personnel'] as const).map((type) => ({
    value: t(`types.${type}`),
    label: t(`types.${type}`),
  }));
  const isOther = spec.enterpriseName.trim() !== '' && spec.enterpriseName.trim() !== enterprise;
  return (
    <Group title={t('words')}>
      <Field label={t('enterpriseName')} hint={t('enterpriseNameHint')} error={faultOf('enterpriseName')}>
        <Input
          value={spec.enterpriseName}
          onChange={(event) => change({ enterpriseName: event.target.value })}
        />
      </Field>
      {isOther ? <Notice tone="warning">{t('otherName', { name: enterprise })}</Notice> : null}
      <div className="grid gap-2">
        <Field label={t('sealType')} hint={t('sealTypeHint')} error={faultOf('sealType')}>
          <Input value={spec.sealType} onChange={(event) => change({ sealType: event.target.value })} />
        </Field>
        <ChoiceChips
          label={t('usualTypes')}
          choices={types}
          value={spec.sealType}
          onChange={(sealType) => change({ sealType })}
        />
      </div>
      <Field
        label={t('sealId')}
        hint={t('sealIdHint', { max: limits.round.sealId.max })}
        error={faultOf('sealId')}
      >
        <Input
          inputMode="numeric"
          autoComplete="off"
          maxLength={limits.round.sealId.max}
          value={spec.sealId}
          onChange={(event) => change({ sealId: event.target.value.replace(/\D/g, '') })}
        />
      </Field>
    </Group>
  );
}

const colourNames: readonly ColourName[] = ['red', 'blue', 'purple', 'black'];

/** Size, colour and what is drawn beside the words. */
export function LookFields({ spec, change, limits, fitted, faultOf }: DesignFieldsProps) {
  const t = useTranslations('seals.studio');
  const mm = (value: number) => t('mm', { value });
  const { round } = limits;
  const colourOf = (value: string) => Object.values(limits.colours).find((each) => each === value);
  return (
    <Group title={t('look')}>
      <div className="grid gap-1">
        <MeasureField
          label={t('diameterMm')}
          {...round.diameterMm}
          step={0.5}
          say={mm}
          value={spec.diameterMm}
          onChange={(diameterMm) => change({ diameterMm })}
          error={faultOf('diameterMm')}
        />
        <ChoiceChips
          label={t('usualSizes')}
          choices={round.diameterMm.usual.map((size) => ({ value: String(size), label: String(size) }))}
          value={String(spec.diameterMm)}
          onChange={(size) => change({ diameterMm: Number(size) })}
        />
      </div>
      <div className="grid gap-1.5">
        <p className="font-medium">{t('colour')}</p>
        <ChoiceChips
          label={t('colour')}
          choices={colourNames.map((name) => ({
            value: limits.colours[name],
            label: t(`colours.${name}`),
            swatch: limits.colours[name],
          }))}
          value={spec.colour}
          onChange={(value) => change({ colour: colourOf(value) ?? spec.colour })}
        />
      </div>
      <Toggle label={t('star')} checked={spec.star} onChange={(star) => change({ star })} />
      {spec.star ? (
        <MeasureField
          label={t('starSizeMm')}
          {...round.starSizeMm}
          step={0.5}
          say={mm}
          value={spec.starSizeMm}
          fitted={fitted.starSizeMm}
          onChange={(starSizeMm: number | null) => change({ starSizeMm })}
          error={faultOf('starSizeMm')}
        />
      ) : null}
    </Group>
  );
}

/** Measures that choose themselves well for most. */
export function FineFields({ spec, change, limits, fitted, faultOf }: DesignFieldsProps) {
  const t = useTranslations('seals.studio');
  const mm = (value: number) => t('mm', { value });
  const { round } = limits;
  return (
    <Group title={t('fine')}>
      <MeasureField
        label={t('nameSizeMm')}
        {...round.nameSizeMm}
        step={0.1}
        say={mm}
        value={spec.nameSizeMm}
        fitted={fitted.nameSizeMm}
        onChange={(nameSizeMm: number | null) => change({ nameSizeMm })}
        error={faultOf('nameSizeMm')}
      />
      <MeasureField
        label={t('nameSpacing')}
        {...round.nameSpacing}
        step={0.05}
        say={(value) => t('percent', { value })}
        value={spec.nameSpacing}
        onChange={(nameSpacing) => change({ nameSpacing })}
        error={faultOf('nameSpacing')}
      />
      <MeasureField
        label={t('typeSizeMm')}
        {...round.typeSizeMm}
        step={0.1}
        say={mm}
        value={spec.typeSizeMm}
        fitted={fitted.typeSizeMm}
        onChange={(typeSizeMm: number | null) => change({ typeSizeMm })}
        error={faultOf('typeSizeMm')}
      />
      <MeasureField
        label={t('typeOffsetMm')}
        {...round.typeOffsetMm}
        step={0.25}
        say={mm}
        value={spec.typeOffsetMm}
        onChange={(typeOffsetMm) => change({ typeOffsetMm })}
        error={faultOf('typeOffsetMm')}
      />
      <MeasureField
        label={t('borderMm')}
        {...round.borderMm}
        step={0.1}
        say={mm}
        value={spec.borderMm}
        onChange={(borderMm) => change({ borderMm })}
        error={faultOf('borderMm')}
      />
      <Toggle
        label={t('innerRing')}
        checked={spec.innerRing}
        onChange={(innerRing) => change({ innerRing })}
      />
    </Group>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-4 border-b px-5 py-5">
      <h2 className="text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function Toggle(props: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <div className="flex items-center justify-between gap-4">
      <span className="font-medium">{props.label}</span>
      <Switch {...props} />
    </div>
  );
}
