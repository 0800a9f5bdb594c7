'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { cn } from '#ui/class-names.ts';
import { type ContractFilter, contractFilters, listPath } from './contract-filter.ts';

/** States to filter by: links, so that a filtered list has an address. On a phone the row scrolls sideways. */
export function FilterBar({ slug, filter }: { slug: string; filter: ContractFilter | undefined }) {
  const t = useTranslations('contracts');
  const choices = [undefined, ...contractFilters];
  return (
    <nav aria-label={t('filter')} className="-mx-4 overflow-x-auto px-4 py-1 sm:-mx-1 sm:px-1">
      <ul className="flex w-max gap-2">
        {choices.map((choice) => (
          <li key={choice ?? 'all'}>
            <Link
              href={listPath(slug, choice)}
              scroll={false}
              aria-current={choice === filter ? 'true' : undefined}
              className={cn(
                'inline-flex h-9 items-center rounded-full border bg-raised px-3.5 text-sm whitespace-nowrap text-muted hover:border-field hover:text-ink',
                'aria-[current=true]:border-accent aria-[current=true]:bg-accent-wash aria-[current=true]:font-medium aria-[current=true]:text-accent',
              )}
            >
              {t(`filters.${choice ?? 'all'}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
