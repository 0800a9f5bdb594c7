'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useId, useRef } from 'react';
import { type PageSize, placementOf } from '#ui/pdf/placement.ts';
import { sizeOf } from './fitted-text.tsx';
import { labelOf } from './own-field.tsx';
import { DEFAULT_FONT_SIZE, MAX_TEXT, type SigningControl } from './signing-view.ts';
import type { Signing } from './use-signing.ts';

export type TextPlaceProps = {
  control: SigningControl;
  page: PageSize;
  signing: Signing;
  onClose: () => void;
};

/** Typing straight into the document, where there is room for it; what is asked for and how long it is stands beneath. */
export function TextPlace({ control, page, signing, onClose }: TextPlaceProps) {
  const t = useTranslations('signing');
  const common = useTranslations('common');
  const hintId = useId();
  const input = useRef<HTMLTextAreaElement>(null);
  const text = signing.values[control.id] ?? '';
  const fontSize = control.fontSize ?? DEFAULT_FONT_SIZE;
  const several = takesLines(control);
  const what = labelOf(t, control);
  const fault = signing.fault?.controlId === control.id ? signing.fault.text : undefined;
  useEffect(() => {
    const opened = input.current;
    opened?.focus({ preventScroll: true });
    opened?.setSelectionRange(opened.value.length, opened.value.length);
  }, []);
  const style = placementOf(control, page);
  return (
    <>
      <textarea
        ref={input}
        style={{ ...style, fontSize: sizeOf(fontSize, page.width) }}
        rows={1}
        value={text}
        maxLength={MAX_TEXT}
        aria-label={what}
        aria-describedby={hintId}
        aria-required={control.required}
        aria-invalid={fault ? true : undefined}
        onChange={(event) =>
          signing.setValue(
            control.id,
            several ? event.target.value : event.target.value.replaceAll('\n', ' '),
          )
        }
        onKeyDown={(event) => {
          if (
            event.key === 'Escape' ||
            (event.key === 'Enter' && !several && !event.nativeEvent.isComposing)
          ) {
            event.preventDefault();
            onClose();
          }
        }}
        onBlur={() => {
          signing.setValue(control.id, text.trim());
          onClose();
        }}
        className="absolute z-10 resize-none scroll-my-40 overflow-auto rounded-sm bg-[#fff] px-[0.3cqw] leading-tight text-[#10182b] outline-2 outline-[oklch(0.37_0.105_262)]"
      />
      <div
        id={hintId}
        style={{ left: style.left, top: `calc(${style.top} + ${style.height} + 6px)` }}
        className="absolute z-10 max-w-64 min-w-44 rounded-lg border bg-raised px-3 py-2 text-sm text-ink shadow-float"
      >
        <p className="flex items-baseline justify-between gap-3">
          <span className="font-medium">{what}</span>
          <span className="text-muted">{control.required ? t('required') : common('optional')}</span>
        </p>
        <p className="text-muted tabular-nums">
          {t('length', { count: text.length, max: MAX_TEXT })}
          {several ? ` · ${t('severalLines')}` : ''}
        </p>
        {fault ? (
          <p role="alert" className="mt-1 text-danger">
            {fault}
          </p>
        ) : null}
      </div>
    </>
  );
}

/** Whether a place is high enough for several lines. */
export const takesLines = (control: SigningControl): boolean =>
  control.height >= 2 * (control.fontSize ?? DEFAULT_FONT_SIZE) * 1.25;
