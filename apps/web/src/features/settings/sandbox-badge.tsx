import { FlaskConical } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '#ui/badge.tsx';

/** On everything that has no effect outside: nobody was asked, nothing was sent, no third party keeps it. */
export function SandboxBadge() {
  const t = useTranslations('providers');
  return (
    <Badge tone="sandbox" icon={FlaskConical}>
      {t('sandbox')}
    </Badge>
  );
}
