'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { cn } from '#ui/class-names.ts';
import { Spinner } from '#ui/spinner.tsx';
import { ChoiceChips } from './choice-chips.tsx';
import { SealPicture } from './seal-picture.tsx';
import type { Drawing } from './seal-types.ts';

const CHECKERED = 'conic-gradient(#e4e2dc 25%, #fff 0 50%, #e4e2dc 0 75%, #fff 0) 0 0 / 20px 20px';

/** The picture as it came, and the seal cut out of it, on white or on squares that show what is see-through. */
export function PictureCompare({
  file,
  drawing,
  working,
}: {
  file: File;
  drawing: Drawing;
  working: boolean;
}) {
  const t = useTranslations('seals.upload');
  const [background, setBackground] = useState('checkered');
  const source = useObjectUrl(file);
  return (
    <section aria-label={t('compare')} className="grid gap-3">
      <div className="grid grid-cols-2 gap-3">
        <figure className="grid gap-1.5">
          <div className="grid aspect-square place-items-center overflow-clip rounded-lg border bg-[#fff] p-2">
            {source ? (
              // biome-ignore lint/performance/noImgElement: a file of the person's own, not yet on any server
              <img src={source} alt={t('beforeAlt')} className="max-h-full max-w-full object-contain" />
            ) : null}
          </div>
          <figcaption className="text-sm text-muted">{t('before')}</figcaption>
        </figure>
        <figure className="grid gap-1.5">
          <div
            style={{ background: background === 'white' ? '#fff' : CHECKERED }}
            className="relative grid aspect-square place-items-center overflow-clip rounded-lg border p-2"
          >
            <SealPicture
              seal={{ drawing }}
              className={cn('absolute inset-2 size-[calc(100%-1rem)]', working && 'opacity-40')}
            />
            {working ? <Spinner className="relative size-6 text-[#10182b]" /> : null}
          </div>
          <figcaption className="text-sm text-muted">{t('after')}</figcaption>
        </figure>
      </div>
      <ChoiceChips
        label={t('background')}
        choices={[
          { value: 'checkered', label: t('checkered') },
          { value: 'white', label: t('white') },
        ]}
        value={background}
        onChange={setBackground}
      />
    </section>
  );
}

/** An address for a file that only this page knows; given back when it is no longer shown. */
function useObjectUrl(file: File): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}
