'use client';

import { useTranslations } from 'next-intl';
import type { ApiClient } from '#client/api-client.ts';
import { useApiQuery, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { Card, CardHeader } from '#ui/card.tsx';
import { Notice } from '#ui/notice.tsx';
import { ProviderKindRow } from './provider-kind-row.tsx';
import type { ProviderKind, ProviderTestResult } from './settings-types.ts';

export type ProviderListProps = {
  /** Whose providers: decides what is asked and what a test tries. */
  of: 'tenant' | 'platform';
  title: string;
  description: string;
  /** Read by the server. */
  initial: ProviderKind[];
  /** May whoever looks try them? */
  canTest: boolean;
};

const reads = {
  tenant: (api: ApiClient): Promise<ProviderKind[]> => api.settings.providers.query(),
  platform: (api: ApiClient): Promise<ProviderKind[]> => api.operator.providers.query(),
};

const tests = {
  tenant: (api: ApiClient, asked: TestedProvider): Promise<ProviderTestResult> =>
    api.settings.testProvider.mutate(asked),
  platform: (api: ApiClient, asked: TestedProvider): Promise<ProviderTestResult> =>
    api.operator.testProvider.mutate(asked),
};

type TestedProvider = { kind: ProviderKind['kind']; providerId?: string };

/** The seven kinds of providers, each with what it is for, who does it, and a test of it. */
export function ProviderList({ of, title, description, initial, canTest }: ProviderListProps) {
  const t = useTranslations('common');
  const errorText = useErrorText();
  const kinds = useApiQuery(['providers', of], reads[of], { initialData: initial });
  const retry = (
    <Button size="sm" onClick={() => void kinds.refetch()}>
      {t('retry')}
    </Button>
  );
  return (
    <Card aria-labelledby="providers">
      <CardHeader id="providers" title={title} description={description} />
      {kinds.error ? (
        <div className="px-5 pt-4">
          <Notice tone="danger" action={retry}>
            {errorText(kinds.error)}
          </Notice>
        </div>
      ) : null}
      <ul className="divide-y">
        {(kinds.data ?? []).map((kind) => (
          <li key={kind.kind} className="px-5 py-5">
            <ProviderKindRow
              kind={kind}
              isDefault={of === 'platform'}
              test={
                canTest
                  ? (api, providerId) =>
                      tests[of](api, { kind: kind.kind, ...(providerId ? { providerId } : {}) })
                  : undefined
              }
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}
