'use client';

import { Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Input } from '#ui/input.tsx';
import { Select } from '#ui/select.tsx';

const identities = ['all', 'pending', 'verified', 'rejected', 'none'] as const;

type Identity = (typeof identities)[number];
type Draft = { search: string; identity: Identity };

export type TenantFilter = { search: string; identity: Exclude<Identity, 'all'> | undefined };

const nothing: Draft = { search: '', identity: 'all' };
const PAUSE_MS = 250;

/** What is typed, and a moment later what is asked for. */
export function useTenantFilter() {
  const [draft, setDraft] = useState(nothing);
  const [search, setSearch] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearch(draft.search.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft.search]);
  const filter: TenantFilter = { search, identity: draft.identity === 'all' ? undefined : draft.identity };
  return {
    draft,
    filter,
    isFiltered: filter.search !== '' || filter.identity !== undefined,
    change: (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })),
    clear: () => {
      setDraft(nothing);
      setSearch('');
    },
  };
}

type TenantFilterBarProps = { draft: Draft; onChange: (part: Partial<Draft>) => void };

export function TenantFilterBar({ draft, onChange }: TenantFilterBarProps) {
  const t = useTranslations('operator.tenants');
  return (
    <search className="flex flex-wrap gap-3">
      <div className="relative min-w-0 flex-1 basis-64">
        <Search aria-hidden className="absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" />
        <Input
          type="search"
          aria-label={t('searchLabel')}
          placeholder={t('searchLabel')}
          className="pl-9"
          maxLength={100}
          value={draft.search}
          onChange={(event) => onChange({ search: event.target.value })}
        />
      </div>
      <div className="w-full sm:w-56">
        <Select
          aria-label={t('filterLabel')}
          value={draft.identity}
          onChange={(identity) => onChange({ identity })}
          options={identities.map((value) => ({ value, label: t(`filters.${value}`) }))}
        />
      </div>
    </search>
  );
}
