'use client';

import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useApiQuery, useErrorText } from '#client/api-hooks.ts';
import { IdentityState } from '#features/settings/identity-state.tsx';
import { Button } from '#ui/button.tsx';
import { Card, CardBody, CardHeader, Facts } from '#ui/card.tsx';
import { CopyableId } from '#ui/copyable-id.tsx';
import { Notice } from '#ui/notice.tsx';
import { PageHeader } from '#ui/page-header.tsx';
import { Time } from '#ui/time.tsx';
import type { TenantDetail } from './operator-types.ts';
import { PendingIdentity } from './pending-identity.tsx';
import { TenantState } from './tenant-state.tsx';

/** One tenant as its operator sees it: facts and an identity check to decide; never a contract. */
export function TenantPage({ initial }: { initial: TenantDetail }) {
  const t = useTranslations('operator.tenant');
  const errorText = useErrorText();
  const { slug } = initial;
  const { data, error } = useApiQuery(
    ['operator', 'tenant', slug],
    (api) => api.operator.tenant.query({ slug }),
    { initialData: initial },
  );
  const tenant = data ?? initial;
  const items = [
    { term: t('name'), value: <span className="break-words">{tenant.name}</span> },
    {
      term: t('creditCode'),
      value: tenant.creditCode ? (
        <CopyableId value={tenant.creditCode} label={t('creditCode')} />
      ) : (
        t('noCreditCode')
      ),
    },
    { term: t('identity'), value: <IdentityState identity={tenant.identity} /> },
    { term: t('status'), value: <TenantState status={tenant.status} /> },
    { term: t('slug'), value: <CopyableId value={tenant.slug} label={t('slug')} /> },
    { term: t('id'), value: <CopyableId value={tenant.id} label={t('id')} /> },
    { term: t('opened'), value: <Time value={tenant.openedAt} /> },
  ];
  return (
    <>
      <div className="grid gap-3">
        <Link
          href="/operator"
          className="inline-flex items-center gap-1 justify-self-start rounded-md text-muted hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {t('back')}
        </Link>
        <PageHeader
          title={<span className="break-words">{tenant.name}</span>}
          actions={
            <Button asChild>
              <Link href={`/operator/tenants/${slug}/certificates`}>{t('certificates')}</Link>
            </Button>
          }
        />
      </div>
      {error ? <Notice tone="danger">{errorText(error)}</Notice> : null}
      {tenant.pending ? <PendingIdentity tenantId={tenant.id} slug={slug} pending={tenant.pending} /> : null}
      <Card aria-labelledby="facts">
        <CardHeader id="facts" title={t('facts')} description={t('factsText')} />
        <CardBody>
          <Facts items={items} />
        </CardBody>
      </Card>
    </>
  );
}
