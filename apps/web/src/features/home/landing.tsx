import { FileUp, PenLine, Scale, Send, ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { SignedPaper } from './signed-paper.tsx';

/** What it is, and the three things one can do at once: open an account, log in, verify a file. */
export function Landing({ loggedIn }: { loggedIn: boolean }) {
  const t = useTranslations('landing');
  return (
    <div className="mx-auto grid w-full max-w-6xl gap-16 px-4 py-10 sm:px-6 sm:py-16">
      <section className="grid items-center gap-10 lg:grid-cols-[1.15fr_1fr]">
        <div className="grid gap-6">
          <h1 className="text-3xl font-semibold tracking-tight sm:text-4xl">{t('title')}</h1>
          <p className="max-w-xl text-lg text-muted">{t('lead')}</p>
          <div className="flex flex-wrap gap-3">
            {loggedIn ? (
              <Button asChild variant="primary" size="lg">
                <Link href="/home">{t('workspace')}</Link>
              </Button>
            ) : (
              <>
                <Button asChild variant="primary" size="lg">
                  <Link href="/signup">{t('signUp')}</Link>
                </Button>
                <Button asChild size="lg">
                  <Link href="/login">{t('logIn')}</Link>
                </Button>
              </>
            )}
            <Button asChild variant="quiet" size="lg">
              <Link href="/verify">
                <ShieldCheck aria-hidden />
                {t('verify')}
              </Link>
            </Button>
          </div>
        </div>
        <SignedPaper />
      </section>
      <HowItWorks />
      <Law />
    </div>
  );
}

function HowItWorks() {
  const t = useTranslations('landing');
  const steps = [
    { icon: FileUp, title: t('uploadTitle'), text: t('uploadText') },
    { icon: Send, title: t('sendTitle'), text: t('sendText') },
    { icon: PenLine, title: t('signTitle'), text: t('signText') },
    { icon: ShieldCheck, title: t('verifyTitle'), text: t('verifyText') },
  ];
  return (
    <section className="grid gap-5">
      <h2 className="text-xl font-semibold">{t('stepsTitle')}</h2>
      <ol className="grid gap-px overflow-hidden rounded-lg border bg-hairline sm:grid-cols-2 lg:grid-cols-4">
        {steps.map((step, index) => (
          <li key={step.title} className="grid content-start gap-2 bg-raised p-5">
            <span className="flex items-center gap-2 font-semibold">
              <step.icon aria-hidden className="size-4 text-accent" />
              {index + 1}. {step.title}
            </span>
            <p className="text-muted">{step.text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Law() {
  const t = useTranslations('landing');
  const sentences = [t('law1'), t('law2'), t('law3'), t('law4')];
  return (
    <section className="grid gap-5">
      <h2 className="flex items-center gap-2 text-xl font-semibold">
        <Scale aria-hidden className="size-5 shrink-0 text-accent" />
        {t('lawTitle')}
      </h2>
      <ul className="grid gap-x-8 gap-y-3 sm:grid-cols-2">
        {sentences.map((sentence) => (
          <li key={sentence} className="border-l-2 border-accent pl-4">
            {sentence}
          </li>
        ))}
      </ul>
    </section>
  );
}
