import { FlaskConical } from 'lucide-react';
import { useTranslations } from 'next-intl';

/** Stands beside every result of a sandbox identity check: nobody was really asked. */
export function SandboxLabel() {
  const t = useTranslations('onboarding.sandbox');
  return (
    <span className="inline-flex items-center gap-1.5 rounded-full border border-dashed border-warning px-2.5 py-0.5 text-sm font-medium text-warning">
      <FlaskConical aria-hidden className="size-3.5 shrink-0" />
      {t('label')}
    </span>
  );
}
