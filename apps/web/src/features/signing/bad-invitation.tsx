import { Link2Off, TimerOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { DeadEnd } from '#features/frame/dead-end.tsx';

/** A link that leads nowhere: over, or never one of ours. Which contract it was for is told to nobody. */
export function BadInvitation({ why }: { why: 'expired' | 'unknown' }) {
  const t = useTranslations('invitation');
  const icon = why === 'expired' ? TimerOff : Link2Off;
  return <DeadEnd icon={icon} title={t(`${why}.title`)} text={t(`${why}.text`)} />;
}
