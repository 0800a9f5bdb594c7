'use client';

import { Download, PenLine, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { type ContractListItem, contractPath } from '#features/contracts/contract-list-item.ts';
import { useContractName } from '#features/contracts/contract-name.ts';
import { DownloadButton } from '#features/documents/download-button.tsx';
import { Button } from '#ui/button.tsx';
import { Time } from '#ui/time.tsx';
import type { HomeView } from './home-data.ts';

export type HomeRowProps = { slug: string; view: HomeView; contract: ContractListItem };

/** One contract with what there is to know and to do about it in this list; the whole row leads to it. */
export function HomeRow({ slug, view, contract }: HomeRowProps) {
  const t = useTranslations('tenantHome');
  const nameOf = useContractName();
  return (
    <li className="relative flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3 hover:bg-sunken">
      <div className="grid min-w-0 flex-1 basis-52 gap-0.5">
        <Link
          href={contractPath(slug, contract)}
          className="font-medium break-words after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {nameOf(contract)}
        </Link>
        <span className="text-sm break-words text-muted">
          <HomeRowFacts view={view} contract={contract} />
        </span>
        {contract.failed ? (
          <span className="flex items-center gap-1.5 text-sm text-danger">
            <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
            {t('failed')}
          </span>
        ) : null}
      </div>
      <HomeRowAct slug={slug} contract={contract} />
    </li>
  );
}

/** Who, since when, until when: what matters differs from list to list. */
function HomeRowFacts({ view, contract }: Omit<HomeRowProps, 'slug'>) {
  const t = useTranslations('tenantHome');
  const { awaited, deadline, endedAt, sentAt } = contract;
  const ago = (value: string | null | undefined): ReactNode =>
    value ? <Time value={value} format="relative" /> : null;
  const names = contract.parties.join(' · ');
  if (view === 'completed') return t.rich('completedRow', { names, time: () => ago(endedAt) });
  if (view === 'expiring') {
    const time = () => ago(deadline);
    return t.rich('expiringRow', { names: awaited.map((each) => each.name).join(' · '), time });
  }
  if (view === 'awaiting_me') {
    const time = () => ago(awaited.find((each) => each.isMe)?.since);
    return t.rich('awaitingMeRow', { names, time });
  }
  const since = awaited.map((each) => each.since).find((each) => each !== null);
  if (!since) return t.rich('sendingRow', { time: () => ago(sentAt) });
  return t.rich('awaitingOthersRow', {
    names: awaited.map((each) => each.name).join(' · '),
    time: () => ago(since),
  });
}

function HomeRowAct({ slug, contract }: Omit<HomeRowProps, 'view'>) {
  const t = useTranslations('tenantHome');
  if (contract.can.sign) {
    return (
      <Button asChild variant="primary" size="sm" className="relative z-10">
        <Link
          href={`/t/${slug}/contracts/${contract.id}/sign`}
          aria-label={t('signNamed', { title: contract.title })}
        >
          <PenLine aria-hidden />
          {t('sign')}
        </Link>
      </Button>
    );
  }
  if (!contract.can.download) return null;
  return (
    <DownloadButton
      contractId={contract.id}
      size="sm"
      className="relative z-10"
      aria-label={t('downloadNamed', { title: contract.title })}
    >
      <Download aria-hidden />
      {t('download')}
    </DownloadButton>
  );
}
