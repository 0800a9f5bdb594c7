'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useApiMutation } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { Time } from '#ui/time.tsx';
import { ProviderFacts } from './provider-facts.tsx';
import { ProviderTest } from './provider-test.tsx';
import type { Provider, TestOfProvider } from './settings-types.ts';

export type FailoverListProps = {
  providers: Provider[];
  isDefault: boolean;
  test: TestOfProvider | undefined;
};

/** Providers that stand in for each other, in the order they are asked, each with how it is. */
export function FailoverList({ providers, isDefault, test }: FailoverListProps) {
  const t = useTranslations('providers');
  return (
    <div className="grid gap-3">
      <p className="text-sm text-muted">{t('failover')}</p>
      <ol className="grid gap-4">
        {providers.map((provider, index) => (
          <li key={provider.id} className="grid grid-cols-[auto_1fr] gap-x-3">
            <span className="font-mono text-muted tabular-nums">{index + 1}</span>
            <FailoverEntry provider={provider} isDefault={isDefault} test={test} number={index + 1} />
          </li>
        ))}
      </ol>
    </div>
  );
}

type EntryProps = {
  provider: Provider;
  isDefault: boolean;
  test: TestOfProvider | undefined;
  number: number;
};

function FailoverEntry({ provider, isDefault, test, number }: EntryProps) {
  const t = useTranslations('providers');
  const run = useApiMutation((api) => (test ? test(api, provider.id) : Promise.reject(new Error('no test'))));
  return (
    <div className="grid min-w-0 gap-2">
      <ProviderFacts provider={provider} isDefault={isDefault} />
      {provider.trouble ? <Trouble trouble={provider.trouble} /> : null}
      {test && provider.enabled ? (
        <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
          <Button size="sm" busy={run.isPending} onClick={() => run.mutate()}>
            {run.isPending ? t('testing') : t('test')}
            <span className="sr-only"> {number}</span>
          </Button>
          <ProviderTest result={run.data} pending={run.isPending} error={run.error} />
        </div>
      ) : null}
    </div>
  );
}

function Trouble({ trouble }: { trouble: NonNullable<Provider['trouble']> }) {
  const t = useTranslations('providers');
  return (
    <p className="flex items-start gap-2 text-sm text-warning">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>
        {t.rich('trouble', {
          code: trouble.code,
          at: () => <Time value={trouble.at} format="exact" />,
          until: () => <Time value={trouble.until} format="exact" />,
        })}
      </span>
    </p>
  );
}
