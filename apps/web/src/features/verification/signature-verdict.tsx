import { useTranslations } from 'next-intl';
import { cn } from '#ui/class-names.ts';
import { conclusionLooks } from './conclusion-look.ts';
import { conclusionOfSignature, type SignatureReport } from './report.ts';

/** The verdict on one signature, in a few words. */
export function SignatureVerdict({ signature }: { signature: SignatureReport }) {
  const t = useTranslations('verdict');
  const conclusion = conclusionOfSignature(signature);
  const { icon: Icon, text } = conclusionLooks[conclusion];
  return (
    <p className={cn('flex items-center gap-1.5 font-medium', text)}>
      <Icon aria-hidden className="size-4 shrink-0" />
      {t(`${conclusion}.signature`)}
    </p>
  );
}
