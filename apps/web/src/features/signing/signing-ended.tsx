import { Ban, CircleSlash } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { SigningHeader } from './signing-header.tsx';
import type { SigningView } from './signing-view.ts';

const states = ['withdrawn', 'rejected', 'expired', 'voided'] as const;

export type EndedContractProps = {
  view: SigningView;
  phase: 'ended' | 'refused';
  back: string | undefined;
};

/** Nothing can be signed any more: what happened, why, and that nothing is to be done. */
export function EndedContract({ view, phase, back }: EndedContractProps) {
  const t = useTranslations('signing');
  const { contract } = view;
  const state = states.find((each) => each === contract.state) ?? 'voided';
  const name = phase === 'refused' ? 'refused' : state;
  const reason = contract.endReason ? (
    <span className="mt-3 block whitespace-pre-line text-ink">
      {t('reasonGiven', { reason: contract.endReason })}
    </span>
  ) : null;
  const action = back ? (
    <Button asChild>
      <Link href={back}>{t('toContract')}</Link>
    </Button>
  ) : null;
  return (
    <div className="flex min-h-dvh flex-col">
      <SigningHeader view={view} phase={phase} back={back} />
      <main id="content" className="flex-1">
        <EmptyState
          icon={phase === 'refused' ? Ban : CircleSlash}
          title={t(`endings.${name}.title`)}
          description={
            <>
              {t(`endings.${name}.text`, { owner: contract.owner })}
              {reason}
            </>
          }
          action={action}
          className="py-24"
        />
      </main>
    </div>
  );
}
