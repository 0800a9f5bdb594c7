'use client';

import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { Slider } from '#ui/slider.tsx';

export type MeasureFieldProps = {
  label: string;
  min: number;
  max: number;
  step: number;
  /** Writes a value with its unit. */
  say: (value: number) => string;
  error: string | undefined;
} & (
  | { value: number; onChange: (value: number) => void; fitted?: undefined }
  /** Null: the value is chosen to fit, and `fitted` says what it is. */
  | { value: number | null; onChange: (value: number | null) => void; fitted: number }
);

/** One measure of a seal, to be pulled; one that can choose itself says so and can be given back. */
export function MeasureField(props: MeasureFieldProps) {
  const { label, min, max, step, say, error, value, fitted } = props;
  const t = useTranslations('seals.studio');
  const shown = value ?? fitted ?? min;
  const text = value === null ? t('auto', { value: say(Math.round(shown * 10) / 10) }) : say(shown);
  const reset = props.fitted === undefined || value === null ? null : () => props.onChange(null);
  const note = (
    <span className="inline-flex items-baseline gap-2">
      {reset ? (
        <Button
          variant="link"
          size="sm"
          className="text-sm"
          aria-label={t('resetOf', { what: label })}
          onClick={reset}
        >
          {t('reset')}
        </Button>
      ) : null}
      <span className="tabular-nums">{text}</span>
    </span>
  );
  return (
    <Field label={label} note={note} error={error} className="gap-0.5">
      <Slider value={shown} min={min} max={max} step={step} valueText={text} onChange={props.onChange} />
    </Field>
  );
}
