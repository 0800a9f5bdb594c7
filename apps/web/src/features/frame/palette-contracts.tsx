'use client';

import { keepPreviousData } from '@tanstack/react-query';
import { FileText, Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useApiQuery } from '#client/api-hooks.ts';
import { usePaused } from '#client/use-paused.ts';
import { contractPath } from '#features/contracts/contract-list-item.ts';
import { useContractName } from '#features/contracts/contract-name.ts';
import { listPath } from '#features/contracts/contract-views.ts';
import { pillStateOf } from '#features/contracts/pill-state.ts';
import { StatePill } from '#ui/state-pill.tsx';
import { PaletteGroup, PaletteItem } from './palette-item.tsx';

const PAUSE_MS = 200;
const SHOWN = 6;

export type PaletteContractsProps = { slug: string; text: string; onGo: (path: string) => void };

/** Contracts whose title or party holds the text, found by the server while the person types. */
export function PaletteContracts({ slug, text, onGo }: PaletteContractsProps) {
  const t = useTranslations('palette');
  const nameOf = useContractName();
  const q = usePaused(text.trim().slice(0, 100), PAUSE_MS);
  const { data } = useApiQuery(
    ['contracts', 'palette', q],
    (api) => api.contracts.list.query({ q, limit: SHOWN }),
    { enabled: q !== '', placeholderData: keepPreviousData },
  );
  if (text.trim() === '') return null;
  return (
    <PaletteGroup heading={t('contracts')} always>
      {(q === '' ? [] : (data?.items ?? [])).map((contract) => (
        <PaletteItem
          key={contract.id}
          value={`contract ${contract.id}`}
          icon={FileText}
          onSelect={() => onGo(contractPath(slug, contract))}
          always
        >
          <span className="grid min-w-0 flex-1">
            <span className="truncate">{nameOf(contract)}</span>
            <span className="truncate text-sm text-muted">{contract.parties.join(' · ')}</span>
          </span>
          <StatePill state={pillStateOf(contract.state, contract.myState)} className="max-sm:hidden" />
        </PaletteItem>
      ))}
      <PaletteItem
        value="all contracts with this text"
        icon={Search}
        onSelect={() => onGo(listPath(slug, { q: text }))}
        always
      >
        <span className="min-w-0 truncate">{t('searchContracts', { text: text.trim() })}</span>
      </PaletteItem>
    </PaletteGroup>
  );
}
