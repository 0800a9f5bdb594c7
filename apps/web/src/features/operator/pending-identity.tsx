'use client';

import { useTranslations } from 'next-intl';
import { SandboxBadge } from '#features/settings/sandbox-badge.tsx';
import { Card, CardBody, CardHeader, Facts } from '#ui/card.tsx';
import { CopyableId } from '#ui/copyable-id.tsx';
import { Time } from '#ui/time.tsx';
import { DecideIdentity } from './decide-identity.tsx';
import type { TenantDetail } from './operator-types.ts';

export type PendingIdentityProps = {
  tenantId: string;
  slug: string;
  pending: NonNullable<TenantDetail['pending']>;
};

/** What the enterprise gave for its verification, for an operator to compare and decide. */
export function PendingIdentity({ tenantId, slug, pending }: PendingIdentityProps) {
  const t = useTranslations('operator.pending');
  const items = [
    { term: t('name'), value: <span className="break-words">{pending.name}</span> },
    {
      term: t('creditCode'),
      value: pending.creditCode ? (
        <CopyableId value={pending.creditCode} label={t('creditCode')} />
      ) : (
        t('notGiven')
      ),
    },
    { term: t('legalRepresentative'), value: pending.legalRepresentative ?? t('notGiven') },
    {
      term: t('provider'),
      value: (
        <span className="inline-flex flex-wrap items-center gap-2">
          <span className="font-mono text-sm">{pending.provider}</span>
          {pending.sandbox ? <SandboxBadge /> : null}
        </span>
      ),
    },
    { term: t('reference'), value: <CopyableId value={pending.reference} label={t('reference')} /> },
    { term: t('askedAt'), value: <Time value={pending.askedAt} /> },
  ];
  return (
    <Card aria-labelledby="pending">
      <CardHeader id="pending" title={t('title')} description={t('text')} />
      <CardBody className="grid gap-5">
        <Facts items={items} />
        <DecideIdentity tenantId={tenantId} slug={slug} name={pending.name} />
      </CardBody>
    </Card>
  );
}
