import { useTranslations } from 'next-intl';
import { Facts } from '#ui/card.tsx';
import { CopyableId } from '#ui/copyable-id.tsx';
import { Notice } from '#ui/notice.tsx';
import { Time } from '#ui/time.tsx';
import type { OnboardingState } from './onboarding-state.ts';

/** A person has to look at the enterprise's details: what happens now, and whom to ask. */
export function ReviewNotice({ identity }: { identity: NonNullable<OnboardingState['identity']> }) {
  const t = useTranslations('onboarding.identity');
  const items = [
    {
      term: t('reference'),
      value: <CopyableId value={identity.reference} label={t('reference')} />,
    },
    { term: t('submittedAt'), value: <Time value={identity.checkedAt} /> },
  ];
  return (
    <Notice title={t('pendingTitle')}>
      <div className="grid gap-3">
        <p>{t('pendingText')}</p>
        <p>{t('pendingHelp')}</p>
        <Facts items={items} />
      </div>
    </Notice>
  );
}
