'use client';

import { Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { SealPicture } from '#features/seals/seal-picture.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Notice } from '#ui/notice.tsx';
import type { Seal } from './signing-view.ts';

export type SealChooserProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  seals: readonly Seal[];
  chosen: Seal | undefined;
  onChoose: (seal: Seal) => void;
};

/** The seals one may use at this moment. */
export function SealChooser({ open, onOpenChange, seals, chosen, onChoose }: SealChooserProps) {
  const t = useTranslations('signing');
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('chooseSeal')} description={t('chooseSealText')}>
      {seals.length === 0 ? <Notice tone="warning">{t('noSeals')}</Notice> : null}
      <ul className="grid gap-3 pb-2 sm:grid-cols-2">
        {seals.map((seal) => (
          <li key={seal.id}>
            <button
              type="button"
              aria-pressed={chosen?.id === seal.id}
              onClick={() => onChoose(seal)}
              className="relative grid w-full justify-items-center gap-2 rounded-lg border bg-raised p-4 hover:border-field aria-pressed:border-accent aria-pressed:bg-accent-wash"
            >
              <span className="rounded-md bg-[#fff] p-2">
                <SealPicture seal={seal} className="size-28" />
              </span>
              <span className="font-medium">{seal.name}</span>
              <span className="text-sm text-muted">
                {t('sealSize', { width: seal.widthMm, height: seal.heightMm })}
              </span>
              {chosen?.id === seal.id ? (
                <Check aria-hidden className="absolute top-3 right-3 size-4 text-accent" />
              ) : null}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
