'use client';

import { CircleAlert, CircleCheck, CloudOff, LoaderCircle, type LucideIcon, Send } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { cn } from '#ui/class-names.ts';
import { type DraftValues, unfinishedParties } from './draft-form.ts';
import type { Saving } from './use-draft.ts';

const icons: Record<Saving, LucideIcon> = {
  saved: CircleCheck,
  saving: LoaderCircle,
  unfinished: CircleAlert,
  failed: CloudOff,
};

export type SendBarProps = { values: DraftValues; saving: Saving; busy: boolean };

/** The bar at the foot: what is missing, whether the rest is saved, and the act. Sending leads to what is missing. */
export function SendBar({ values, saving, busy }: SendBarProps) {
  const t = useTranslations('draft');
  const Icon = icons[saving];
  const missing = [
    ...(values.title.trim() === '' ? [t('missingTitle')] : []),
    ...(unfinishedParties(values) > 0 ? [t('missingParties', { count: unfinishedParties(values) })] : []),
  ];
  const text = missing.length > 0 ? missing.join(t('and')) : t(`saving.${saving}`);
  return (
    <div className="sticky bottom-14 z-20 -mx-4 flex flex-wrap items-center justify-between gap-3 border-t bg-paper px-4 py-3 sm:-mx-6 sm:px-6 md:bottom-0">
      <p role="status" className="flex min-w-0 items-center gap-2 text-muted">
        <Icon
          aria-hidden
          className={cn(
            'size-4 shrink-0',
            saving === 'saving' && 'animate-spin',
            saving === 'saved' && 'text-success',
            saving === 'unfinished' && 'text-warning',
            saving === 'failed' && 'text-danger',
          )}
        />
        {text}
      </p>
      <Button type="submit" variant="primary" size="lg" busy={busy} className="max-sm:flex-1">
        {busy ? null : <Send aria-hidden />}
        {t('send')}
      </Button>
    </div>
  );
}
