'use client';

import { CircleAlert, CircleCheck, CloudOff, LoaderCircle, type LucideIcon, Split } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { cn } from '#ui/class-names.ts';
import { useDraft } from './draft-context.tsx';
import type { Saving } from './saving/draft-session.ts';

const looks: Record<Saving, { icon: LucideIcon; tone: string }> = {
  saved: { icon: CircleCheck, tone: 'text-success' },
  saving: { icon: LoaderCircle, tone: 'animate-spin' },
  offline: { icon: CloudOff, tone: 'text-warning' },
  refused: { icon: CircleAlert, tone: 'text-danger' },
  conflict: { icon: Split, tone: 'text-danger' },
};

/** Whether what stands here is on the server. */
export function SavingState() {
  const t = useTranslations('draft.saving');
  const { saving } = useDraft().state;
  const { icon: Icon, tone } = looks[saving];
  return (
    <p role="status" className="flex min-w-0 items-center gap-2 text-sm text-muted">
      <Icon aria-hidden className={cn('size-4 shrink-0', tone)} />
      {t(saving)}
    </p>
  );
}
