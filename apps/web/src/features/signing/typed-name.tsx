'use client';

import { keepPreviousData } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useApiQuery, useErrorText } from '#client/api-hooks.ts';
import { usePaused } from '#client/use-paused.ts';
import { SealPicture } from '#features/seals/seal-picture.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Spinner } from '#ui/spinner.tsx';
import { MAX_TYPED, type TypedStyle, typedStyles, type WrittenSignature } from './written-signature.ts';

const PAUSE_MS = 250;

type Typed = Extract<WrittenSignature, { kind: 'typed' }>;

export type TypedNameProps = {
  name: string;
  initial: Typed | undefined;
  /** What is shown now; undefined while there is nothing to use. */
  onMade: (typed: Typed | undefined) => void;
};

/** A name, typed, as core will draw it. For whoever cannot or will not write on the pad. */
export function TypedName({ name, initial, onMade }: TypedNameProps) {
  const t = useTranslations('signing');
  const errorText = useErrorText();
  const [text, setText] = useState(initial?.text ?? name.slice(0, MAX_TYPED));
  const [style, setStyle] = useState<TypedStyle>(initial?.style ?? 'brush');
  const asked = usePaused(text.trim(), PAUSE_MS);
  const preview = useApiQuery(
    ['typed-signature', asked, style],
    (api) => api.signing.typedSignature.query({ text: asked, style }),
    { enabled: asked !== '', placeholderData: keepPreviousData, staleTime: Number.POSITIVE_INFINITY },
  );
  const current = asked === text.trim() && asked !== '' && !preview.isPlaceholderData;
  const drawing = current && !preview.isError ? preview.data : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever listens is told of a new drawing only
  useEffect(() => {
    onMade(drawing ? { kind: 'typed', text: asked, style, drawing } : undefined);
  }, [drawing]);
  return (
    <div className="grid gap-4">
      <Field label={t('typedLabel')} error={preview.error && current ? errorText(preview.error) : undefined}>
        <Input
          value={text}
          maxLength={MAX_TYPED}
          autoComplete="name"
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <fieldset className="flex flex-wrap gap-2">
        <legend className="sr-only">{t('typedStyle')}</legend>
        {typedStyles.map((each) => (
          <label
            key={each}
            className="flex min-h-9 items-center gap-2 rounded-lg border border-field px-3 has-checked:border-accent has-checked:bg-accent-wash has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="typed-style"
              checked={style === each}
              onChange={() => setStyle(each)}
              className="accent-(--accent)"
            />
            {t(`styles.${each}`)}
          </label>
        ))}
      </fieldset>
      <div
        role="img"
        aria-label={drawing ? t('typedPreview', { text: asked }) : t('typedEmpty')}
        className="grid h-36 place-items-center rounded-lg border bg-[#fff] p-4"
      >
        {preview.data && text.trim() !== '' && !preview.isError ? (
          <SealPicture seal={{ drawing: preview.data }} className="max-h-full max-w-full" />
        ) : preview.isFetching ? (
          <Spinner className="text-[#5b5f6b]" />
        ) : null}
      </div>
    </div>
  );
}
