import { Link2Off, TimerOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { EmptyState } from '#ui/empty-state.tsx';

/** A link that leads nowhere: over, or never one of ours. Which contract it was for is told to nobody. */
export function BadInvitation({ why }: { why: 'expired' | 'unknown' }) {
  const t = useTranslations('invitation');
  return (
    <>
      <h1 className="sr-only">{t(`${why}.title`)}</h1>
      <EmptyState
        icon={why === 'expired' ? TimerOff : Link2Off}
        title={t(`${why}.title`)}
        description={t(`${why}.text`)}
        className="py-24"
      />
    </>
  );
}
