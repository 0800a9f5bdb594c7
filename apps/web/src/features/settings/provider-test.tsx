'use client';

import { CircleCheck, CircleHelp, CircleX, Clock, type LucideIcon, TriangleAlert } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useErrorText } from '#client/api-hooks.ts';
import { cn } from '#ui/class-names.ts';
import { Spinner } from '#ui/spinner.tsx';
import { Time } from '#ui/time.tsx';
import type { ProviderTestResult } from './settings-types.ts';

const looks: Record<ProviderTestResult['outcome'], { icon: LucideIcon; tone: string }> = {
  well: { icon: CircleCheck, tone: 'text-success' },
  started: { icon: CircleCheck, tone: 'text-success' },
  unwell: { icon: TriangleAlert, tone: 'text-warning' },
  timeout: { icon: Clock, tone: 'text-warning' },
  failed: { icon: CircleX, tone: 'text-danger' },
  missing: { icon: CircleX, tone: 'text-danger' },
};

export type ProviderTestProps = {
  result: ProviderTestResult | undefined;
  pending: boolean;
  error: Error | null;
};

/** The line under a provider that says how its last test went; there from the start, so that nothing jumps. */
export function ProviderTest({ result, pending, error }: ProviderTestProps) {
  return (
    <div aria-live="polite" className="min-h-5.5 text-sm">
      <Line result={result} pending={pending} error={error} />
    </div>
  );
}

function Line({ result, pending, error }: ProviderTestProps) {
  const t = useTranslations('providers');
  const locale = useLocale();
  const errorText = useErrorText();
  if (pending) {
    return (
      <p className="flex items-center gap-2 text-muted">
        <Spinner />
        {t('testRunning')}
      </p>
    );
  }
  if (error) return <Finding icon={CircleX} tone="text-danger" words={errorText(error)} />;
  if (!result) return <Finding icon={CircleHelp} tone="text-muted" words={t('untested')} />;
  const words = result.message?.[locale === 'en' ? 'en' : 'zh-CN'];
  return (
    <Finding {...looks[result.outcome]} words={t(`outcomes.${result.outcome}`)}>
      {words ? <p className="text-ink">{words}</p> : null}
      <p className="text-muted">
        {t.rich('tested', {
          took: (result.tookMs / 1000).toFixed(result.tookMs < 10_000 ? 2 : 1),
          at: () => <Time value={result.at} format="exact" />,
        })}
      </p>
    </Finding>
  );
}

type FindingProps = { icon: LucideIcon; tone: string; words: string; children?: React.ReactNode };

function Finding({ icon: Icon, tone, words, children }: FindingProps) {
  return (
    <div className="flex items-start gap-2">
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', tone)} />
      <div className="grid min-w-0 gap-0.5">
        <p className={cn('font-medium', tone)}>{words}</p>
        {children}
      </div>
    </div>
  );
}
