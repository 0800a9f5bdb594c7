'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { useApiMutation } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { FailoverList } from './failover-list.tsx';
import { kindIcons } from './kind-look.ts';
import { ProviderFacts } from './provider-facts.tsx';
import { ProviderTest } from './provider-test.tsx';
import type { ProviderKind, TestOfProvider } from './settings-types.ts';

export type ProviderKindRowProps = {
  kind: ProviderKind;
  /** On the platform's own page: the providers are the defaults themselves. */
  isDefault: boolean;
  test: TestOfProvider | undefined;
};

/** One kind: what it is for, who does it now, and whether they are well. */
export function ProviderKindRow({ kind, isDefault, test }: ProviderKindRowProps) {
  const t = useTranslations('providers');
  const id = useId();
  const run = useApiMutation((api) => (test ? test(api) : Promise.reject(new Error('no test'))));
  const Icon = kindIcons[kind.kind];
  // A certificate authority is made for each tenant: the platform needs none to fall back on.
  const perTenant = isDefault && kind.kind === 'ca' && kind.providers.length === 0;
  // Of timestamp authorities all in the list do the work, one after the other.
  const failsOver = kind.kind === 'timestamp' && kind.providers.length > 1;
  const testsAll = test && !perTenant && !failsOver;
  return (
    <section aria-labelledby={id} className="grid gap-3 sm:grid-cols-[auto_1fr] sm:gap-x-4">
      <span className="hidden size-9 place-items-center rounded-lg border bg-sunken sm:grid">
        <Icon aria-hidden className="size-4.5 text-muted" />
      </span>
      <div className="grid min-w-0 gap-3">
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
          <div className="grid min-w-0 flex-1 basis-48 gap-0.5">
            <h3 id={id} className="font-semibold">
              {t(`kinds.${kind.kind}.name`)}
            </h3>
            <p className="max-w-prose text-muted">{t(`kinds.${kind.kind}.purpose`)}</p>
          </div>
          {testsAll ? (
            <Button size="sm" busy={run.isPending} onClick={() => run.mutate()}>
              {run.isPending ? t('testing') : t('test')}
              <span className="sr-only"> {t(`kinds.${kind.kind}.name`)}</span>
            </Button>
          ) : null}
        </div>
        {kind.providers.length === 0 ? <NoProvider perTenant={perTenant} /> : null}
        {failsOver ? (
          <FailoverList providers={kind.providers} isDefault={isDefault} test={test} />
        ) : (
          kind.providers.map((provider) => (
            <ProviderFacts key={provider.id} provider={provider} isDefault={isDefault} />
          ))
        )}
        {testsAll ? <ProviderTest result={run.data} pending={run.isPending} error={run.error} /> : null}
      </div>
    </section>
  );
}

function NoProvider({ perTenant }: { perTenant: boolean }) {
  const t = useTranslations('providers');
  if (perTenant) return <p className="text-muted">{t('perTenant')}</p>;
  return <p className="font-medium text-warning">{t('none')}</p>;
}
