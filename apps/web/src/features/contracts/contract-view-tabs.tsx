'use client';

import type { ContractView } from '@chopmark/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { cn } from '#ui/class-names.ts';
import type { ContractCounts } from './contract-list-item.ts';
import { contractViews, type ListAddress, listPath } from './contract-views.ts';

export type ContractViewTabsProps = { slug: string; address: ListAddress; counts: ContractCounts };

/** The views with how much is in them: links, so that each has an address. On a phone the row scrolls sideways. */
export function ContractViewTabs({ slug, address, counts }: ContractViewTabsProps) {
  const t = useTranslations('contracts');
  const current = useRef<HTMLAnchorElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view that was chosen is brought into sight
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [address.view]);
  return (
    <nav aria-label={t('views')} className="-mx-4 overflow-x-auto px-4 py-1 sm:-mx-1 sm:px-1">
      <ul className="flex w-max gap-1.5">
        {contractViews.map((view) => (
          <li key={view}>
            <Link
              href={listPath(slug, { ...address, view })}
              ref={view === address.view ? current : undefined}
              scroll={false}
              aria-current={view === address.view ? 'page' : undefined}
              className={cn(
                'inline-flex h-9 items-center gap-2 rounded-full border bg-raised px-3.5 text-sm whitespace-nowrap text-muted hover:border-field hover:text-ink',
                'aria-[current=page]:border-accent aria-[current=page]:bg-accent-wash aria-[current=page]:font-medium aria-[current=page]:text-accent',
              )}
            >
              {t(`viewNames.${view}`)}
              <Count view={view} counts={counts} />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Count({ view, counts }: { view: ContractView; counts: ContractCounts }) {
  if (counts[view] === 0) return null;
  return <span className="text-xs tabular-nums">{counts[view]}</span>;
}
