'use client';

import { ArrowDown, Download, ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { DownloadButton } from '#features/documents/download-button.tsx';
import { Button } from '#ui/button.tsx';
import { Spinner } from '#ui/spinner.tsx';
import { labelOf } from './own-field.tsx';
import type { Phase, SigningView } from './signing-view.ts';
import type { Signing } from './use-signing.ts';

export type SignerActsProps = {
  view: SigningView;
  phase: Phase;
  signing: Signing;
  /** To the next open place; when there is none, to the code. */
  onNext: () => void;
  onShow: () => void;
};

/** The bar at the foot, within reach of the thumb: how many places are left, and the one next act. */
export function SignerActs({ view, phase, signing, onNext, onShow }: SignerActsProps) {
  const t = useTranslations('signing');
  if (phase === 'preparing' || phase === 'waiting') return null;
  return (
    <section
      aria-label={t('acts')}
      className="fixed inset-x-0 bottom-0 z-20 border-t bg-paper pb-[env(safe-area-inset-bottom)]"
    >
      <div className="mx-auto flex w-full max-w-4xl items-center justify-between gap-3 px-4 py-3 sm:px-6">
        <p role="status" className="flex min-w-0 items-center gap-2 text-muted">
          {phase === 'running' ? <Spinner className="shrink-0" /> : null}
          {statusOf()}
        </p>
        {phase === 'sign' ? <NextAct signing={signing} onNext={onNext} /> : null}
        {phase === 'running' || phase === 'failed' ? (
          <Button size="lg" onClick={onShow}>
            {t('showProgress')}
          </Button>
        ) : null}
        {phase === 'completed' && view.documents.length > 1 ? (
          <Button variant="primary" size="lg" onClick={onShow}>
            <Download aria-hidden />
            {t('downloads')}
          </Button>
        ) : null}
        {phase === 'completed' && view.documents.length === 1 ? (
          <DownloadButton contractId={view.contract.id} variant="primary" size="lg">
            <Download aria-hidden />
            {t('download')}
          </DownloadButton>
        ) : null}
      </div>
    </section>
  );

  function statusOf(): string {
    if (phase === 'sign') {
      const left = signing.open.length;
      return left > 0 ? t('left', { count: left }) : t('allFilled');
    }
    if (phase === 'running') return t('runningShort');
    if (phase === 'failed') return t('failedShort');
    return phase === 'signed' ? t('signedShort') : t('completedShort');
  }
}

function NextAct({ signing, onNext }: Pick<SignerActsProps, 'signing' | 'onNext'>) {
  const t = useTranslations('signing');
  const [open] = signing.open;
  return (
    <Button variant="primary" size="lg" onClick={onNext} className="min-w-36">
      {open ? <ArrowDown aria-hidden /> : <ShieldCheck aria-hidden />}
      {open ? t('next', { what: labelOf(t, open) }) : t('confirm')}
    </Button>
  );
}
