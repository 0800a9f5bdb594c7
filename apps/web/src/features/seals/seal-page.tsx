'use client';

import { Pencil } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useApiQuery } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { Card, CardBody, CardHeader, Facts } from '#ui/card.tsx';
import { CopyableId } from '#ui/copyable-id.tsx';
import { Notice } from '#ui/notice.tsx';
import { PageHeader } from '#ui/page-header.tsx';
import { Time } from '#ui/time.tsx';
import { EnableSeal } from './enable-seal.tsx';
import { EnabledBadge, SealKind, SealSize } from './seal-badges.tsx';
import { SealGrants } from './seal-grants.tsx';
import { SealStage } from './seal-stage.tsx';
import type { SealDetail } from './seal-types.ts';

/** A seal: its picture and facts at the left, who may use it at the right. */
export function SealPage({ slug, initial }: { slug: string; initial: SealDetail }) {
  const t = useTranslations('seals');
  const sealId = initial.id;
  const read = useApiQuery(['seals', sealId], (api) => api.seals.get.query({ sealId }), {
    initialData: initial,
  });
  const seal = read.data ?? initial;
  const edit = (
    <Button asChild>
      <Link href={`/t/${slug}/seals/${sealId}/edit`}>
        <Pencil aria-hidden />
        {t('detail.edit')}
      </Link>
    </Button>
  );
  return (
    <>
      <PageHeader
        title={seal.name}
        meta={
          <>
            <EnabledBadge enabled={seal.enabled} />
            <span className="text-sm text-muted">
              <SealKind seal={seal} /> · <SealSize seal={seal} />
            </span>
          </>
        }
        actions={
          seal.manageable ? (
            <>
              {edit}
              <EnableSeal seal={seal} />
            </>
          ) : undefined
        }
      />
      {seal.enabled ? null : <Notice tone="warning">{t('detail.isDisabled')}</Notice>}
      <div className="grid gap-6 lg:grid-cols-[minmax(0,22rem)_minmax(0,1fr)] lg:items-start">
        <div className="grid gap-6">
          <SealStage seal={seal} className="block w-full max-w-md rounded-lg border" />
          <SealFacts seal={seal} />
        </div>
        <SealGrants seal={seal} />
      </div>
    </>
  );
}

function SealFacts({ seal }: { seal: SealDetail }) {
  const t = useTranslations('seals');
  const items = [
    { term: t('detail.kind'), value: <SealKind seal={seal} /> },
    { term: t('detail.trueSize'), value: <SealSize seal={seal} /> },
    { term: t('uses'), value: <span className="tabular-nums">{t('usedTimes', { n: seal.uses })}</span> },
    {
      term: t('lastUsed'),
      value: seal.lastUsedAt ? <Time value={seal.lastUsedAt} /> : t('never'),
    },
    { term: t('detail.version'), value: <span className="tabular-nums">{seal.version}</span> },
    { term: t('detail.created'), value: <Time value={seal.createdAt} /> },
    ...(seal.updatedAt ? [{ term: t('detail.updated'), value: <Time value={seal.updatedAt} /> }] : []),
    ...(seal.maker ? [{ term: t('detail.maker'), value: seal.maker }] : []),
    { term: t('detail.id'), value: <CopyableId value={seal.id} label={t('detail.id')} shown={13} /> },
  ];
  return (
    <Card aria-labelledby="facts">
      <CardHeader id="facts" title={t('detail.facts')} />
      <CardBody>
        <Facts items={items} />
      </CardBody>
    </Card>
  );
}
