import { ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';

/** A drawing of what it all comes to: a page with a seal, a signature and a verdict. Decoration with one description. */
export function SignedPaper() {
  const t = useTranslations('landing');
  return (
    <figure role="img" aria-label={t('paperAlt')} className="mx-auto w-full max-w-sm">
      <div aria-hidden className="grid gap-5 rounded-lg border bg-raised px-7 py-8 shadow-float">
        <p className="text-center text-lg font-semibold tracking-[0.3em]">{t('paperTitle')}</p>
        <div className="grid gap-2.5">
          {['w-full', 'w-11/12', 'w-full', 'w-10/12', 'w-full', 'w-7/12'].map((width, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a drawing
            <span key={index} className={`h-1.5 rounded-full bg-hairline ${width}`} />
          ))}
        </div>
        <div className="grid grid-cols-2 gap-6 text-sm text-muted">
          <div className="grid gap-1">
            <span>{t('paperSigner')}</span>
            <RoundSeal />
          </div>
          <div className="grid content-start gap-1">
            <span>{t('paperSigner2')}</span>
            <Handwriting />
          </div>
        </div>
        <p className="flex items-center gap-2 rounded-md bg-success-wash px-3 py-2 text-sm font-medium text-success">
          <ShieldCheck className="size-4 shrink-0" />
          {t('paperVerdict')}
        </p>
      </div>
    </figure>
  );
}

function RoundSeal() {
  return (
    <svg viewBox="0 0 100 100" className="size-28 -rotate-6 text-vermilion" aria-hidden="true">
      <circle cx="50" cy="50" r="45" fill="none" stroke="currentColor" strokeWidth="3.2" />
      <path
        d="M50 31l5.6 13.6 14.7 1.1-11.2 9.5 3.5 14.3L50 61.8l-12.6 7.7 3.5-14.3-11.2-9.5 14.7-1.1z"
        fill="currentColor"
      />
      <path
        d="M17 50a33 33 0 0 1 66 0"
        fill="none"
        stroke="currentColor"
        strokeWidth="9"
        strokeDasharray="8.4 4.6"
        opacity="0.85"
      />
      <path d="M31 82h38" stroke="currentColor" strokeWidth="5" strokeDasharray="5.6 2.5" opacity="0.85" />
    </svg>
  );
}

function Handwriting() {
  return (
    <svg viewBox="0 0 120 70" className="w-full text-ink" aria-hidden="true">
      <path
        d="M8 48c9-20 18-36 22-34 5 3-13 34-9 37 5 3 14-22 20-21 5 1-6 19-1 20 6 1 11-18 17-17 5 1-5 15 1 16 7 1 11-26 15-36M78 18c-5 14-9 27-6 31 6 7 24-20 29-19 4 1-8 17-3 18 4 1 9-5 16-13"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
