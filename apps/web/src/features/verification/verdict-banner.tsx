import { useTranslations } from 'next-intl';
import { cn } from '#ui/class-names.ts';
import { conclusionLooks } from './conclusion-look.ts';
import { conclusionOf, type VerificationReport } from './report.ts';

/** The verdict on a file, in one sentence. */
export function VerdictBanner({ report }: { report: VerificationReport }) {
  const t = useTranslations('verdict');
  const conclusion = conclusionOf(report);
  const { icon: Icon, box, text } = conclusionLooks[conclusion];
  return (
    <div role="status" className={cn('flex items-start gap-3.5 rounded-lg border px-4 py-3.5', box)}>
      <Icon aria-hidden className={cn('mt-0.5 size-6 shrink-0', text)} />
      <div className="grid gap-0.5">
        <p className={cn('text-lg font-semibold', text)}>{t(`${conclusion}.title`)}</p>
        <p>{t(`${conclusion}.text`, { count: report.signatures.length })}</p>
      </div>
    </div>
  );
}
