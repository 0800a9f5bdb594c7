import { CircleCheck, CircleSlash, Clock, type LucideIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge, type BadgeTone } from '#ui/badge.tsx';
import { Time } from '#ui/time.tsx';
import type { Certificate } from './certificate.ts';

const looks: Record<Certificate['state'], { tone: BadgeTone; icon: LucideIcon }> = {
  valid: { tone: 'success', icon: CircleCheck },
  'not-yet-valid': { tone: 'warning', icon: Clock },
  expired: { tone: 'neutral', icon: Clock },
  revoked: { tone: 'danger', icon: CircleSlash },
};

/** Whether a certificate still holds and, if it was revoked, since when. */
export function CertificateState({ state, revokedAt }: Pick<Certificate, 'state' | 'revokedAt'>) {
  const t = useTranslations('certificates.states');
  const { tone, icon } = looks[state];
  return (
    <span className="grid justify-items-start gap-1">
      <Badge tone={tone} icon={icon}>
        {t(state)}
      </Badge>
      {revokedAt ? (
        <span className="text-sm text-muted">
          <Time value={revokedAt} />
        </span>
      ) : null}
    </span>
  );
}
