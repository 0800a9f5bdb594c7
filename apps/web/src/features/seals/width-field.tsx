'use client';

import { useTranslations } from 'next-intl';
import { Field } from '#ui/field.tsx';
import { Notice } from '#ui/notice.tsx';
import { Slider } from '#ui/slider.tsx';

export type WidthFieldProps = {
  widthMm: number;
  onChange: (widthMm: number) => void;
  bounds: { min: number; max: number };
  /** Height for one millimetre of width. */
  proportion: number;
  inkPixels: { width: number };
  dpi: { least: number; good: number };
  error: string | undefined;
};

const MM_PER_INCH = 25.4;

/** How wide an uploaded seal is on paper, and whether its picture is fine enough for that. */
export function WidthField(props: WidthFieldProps) {
  const { widthMm, onChange, bounds, proportion, error } = props;
  const t = useTranslations('seals');
  const text = t('studio.mm', { value: widthMm });
  const coarse = coarseness(props);
  const said = { dpi: coarse.dpi, widest: coarse.widest, least: props.dpi.least };
  const refusal =
    coarse.level !== 'coarse'
      ? undefined
      : coarse.widest < bounds.min
        ? t('upload.tooCoarse', { pixels: props.inkPixels.width })
        : t('upload.coarse', said);
  return (
    <div className="grid gap-2">
      <Field
        label={t('upload.width')}
        hint={t('upload.widthHint', { height: Math.round(widthMm * proportion * 10) / 10 })}
        note={<span className="tabular-nums">{text}</span>}
        error={refusal ?? error}
      >
        <Slider value={widthMm} onChange={onChange} {...bounds} step={0.5} valueText={text} />
      </Field>
      {coarse.level === 'sharp' ? <Notice tone="success">{t('upload.sharp', said)}</Notice> : null}
      {coarse.level === 'soft' ? <Notice tone="warning">{t('upload.soft', said)}</Notice> : null}
    </div>
  );
}

/** As the server judges it; it has the last word. */
export function coarseness({
  widthMm,
  inkPixels,
  dpi,
}: Pick<WidthFieldProps, 'widthMm' | 'inkPixels' | 'dpi'>): {
  level: 'sharp' | 'soft' | 'coarse';
  dpi: number;
  widest: number;
} {
  const widestAt = (least: number) => Math.floor((inkPixels.width / least) * MM_PER_INCH * 10) / 10;
  const level = widthMm > widestAt(dpi.least) ? 'coarse' : widthMm > widestAt(dpi.good) ? 'soft' : 'sharp';
  return {
    level,
    dpi: Math.floor(inkPixels.width / (widthMm / MM_PER_INCH)),
    widest: widestAt(level === 'coarse' ? dpi.least : dpi.good),
  };
}
