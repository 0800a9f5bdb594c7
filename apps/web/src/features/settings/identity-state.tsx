import { BadgeCheck, CircleDashed, Hourglass, type LucideIcon, ShieldX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { TenantSettings } from '#features/settings/settings-types.ts';
import { Badge, type BadgeTone } from '#ui/badge.tsx';
import { SandboxBadge } from './sandbox-badge.tsx';

type Identity = TenantSettings['identity'];

const looks: Record<Identity['status'], { tone: BadgeTone; icon: LucideIcon }> = {
  none: { tone: 'neutral', icon: CircleDashed },
  pending: { tone: 'warning', icon: Hourglass },
  verified: { tone: 'success', icon: BadgeCheck },
  rejected: { tone: 'danger', icon: ShieldX },
};

const levels = ['low', 'substantial', 'high'] as const;

/** How far an enterprise's identity is verified, by whom being said beside it where it was only the sandbox. */
export function IdentityState({ identity }: { identity: Identity }) {
  const t = useTranslations('identity');
  const { tone, icon } = looks[identity.status];
  const level = levels.find((each) => each === identity.level);
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <Badge tone={tone} icon={icon}>
        {t(`status.${identity.status}`)}
        {level ? ` · ${t(`level.${level}`)}` : null}
      </Badge>
      {identity.sandbox && identity.status !== 'none' ? <SandboxBadge /> : null}
    </span>
  );
}
