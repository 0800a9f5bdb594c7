'use client';

import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useApiMutation } from '#client/api-hooks.ts';
import { ReasonDialog } from '#features/documents/reason-dialog.tsx';
import { LocaleMenu } from '#features/frame/locale-menu.tsx';
import { BrandMark } from '#ui/brand-mark.tsx';
import { Button } from '#ui/button.tsx';
import type { Phase, SigningView } from './signing-view.ts';

export type SigningHeaderProps = { view: SigningView; phase: Phase; back: string | undefined };

/** The thin bar: who asks for what, and the way out. */
export function SigningHeader({ view, phase, back }: SigningHeaderProps) {
  const t = useTranslations('signing');
  const { contract } = view;
  return (
    <header className="sticky top-0 z-20 flex h-14 items-center gap-3 border-b bg-paper px-3 sm:px-5">
      {back ? (
        <Button asChild variant="quiet" size="icon">
          <Link href={back} aria-label={t('back')}>
            <ArrowLeft aria-hidden />
          </Link>
        </Button>
      ) : (
        <BrandMark className="shrink-0" />
      )}
      <div className="grid min-w-0 flex-1">
        <p className="truncate text-xs text-muted">
          {t(phase === 'sign' ? 'asks' : 'contractOf', { owner: contract.owner })}
        </p>
        <h1 className="truncate text-base font-semibold" title={contract.title}>
          {contract.title}
        </h1>
      </div>
      {phase === 'sign' ? <Refuse contractId={contract.id} /> : null}
      <LocaleMenu />
    </header>
  );
}

function Refuse({ contractId }: { contractId: string }) {
  const t = useTranslations('signing');
  const refuse = useApiMutation((api, reason: string) => api.signing.reject.mutate({ contractId, reason }), {
    invalidates: [['signing', contractId], ['contracts']],
  });
  return (
    <ReasonDialog
      title={t('refuseTitle')}
      description={t('refuseText')}
      act={t('refuse')}
      onSubmit={refuse.mutateAsync}
      trigger={
        <Button variant="quiet" size="sm" className="text-muted">
          {t('refuse')}
        </Button>
      }
    />
  );
}
