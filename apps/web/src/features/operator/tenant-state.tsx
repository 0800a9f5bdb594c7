import { useTranslations } from 'next-intl';
import { Badge, type BadgeTone } from '#ui/badge.tsx';

const tones = {
  opening: 'warning',
  active: 'success',
  suspended: 'danger',
  closed: 'neutral',
} as const satisfies Record<string, BadgeTone>;

function isKnown(status: string): status is keyof typeof tones {
  return Object.hasOwn(tones, status);
}

/** Whether the tenant is in use. */
export function TenantState({ status }: { status: string }) {
  const t = useTranslations('operator.status');
  if (!isKnown(status)) return <Badge>{status}</Badge>;
  return <Badge tone={tones[status]}>{t(status)}</Badge>;
}
