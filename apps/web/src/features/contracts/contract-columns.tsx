import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { DataColumn } from '#ui/data-table-model.ts';
import { StatePill } from '#ui/state-pill.tsx';
import { Time } from '#ui/time.tsx';
import type { ContractListItem } from './contract-list-item.ts';
import { useContractName } from './contract-name.ts';
import { pillStateOf } from './pill-state.ts';

/** The columns of the contract list. */
export function useContractColumns(): DataColumn<ContractListItem>[] {
  const t = useTranslations('contracts');
  return useMemo(
    () => [
      {
        id: 'title',
        header: t('columns.title'),
        phone: 'title',
        className: 'md:w-1/3',
        cell: (contract) => <ContractTitle contract={contract} />,
      },
      {
        id: 'parties',
        header: t('columns.parties'),
        phone: 'bare',
        className: 'text-muted',
        cell: ({ parties }) => (
          <span className="flex min-w-0 flex-wrap gap-x-2">
            {parties.length > 0 ? <PartyNames names={parties} /> : t('noParties')}
          </span>
        ),
      },
      {
        id: 'state',
        header: t('columns.state'),
        phone: 'bare',
        cell: (contract) => <StatePill state={pillStateOf(contract.state, contract.myState)} />,
      },
      {
        id: 'deadline',
        header: t('columns.deadline'),
        className: 'whitespace-nowrap text-muted',
        cell: ({ deadline }) => (deadline ? <Time value={deadline} format="date" /> : null),
      },
      {
        id: 'created',
        header: t('columns.created'),
        className: 'whitespace-nowrap text-muted',
        cell: ({ createdAt }) => <Time value={createdAt} format="date" />,
      },
    ],
    [t],
  );
}

/** A line breaks between names rather than within one. */
function PartyNames({ names }: { names: readonly string[] }) {
  return names.map((name, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: two parties may have the same name, and none moves
    <span key={index} className="min-w-0 break-words">
      {name}
      {index < names.length - 1 ? ' ·' : null}
    </span>
  ));
}

function ContractTitle({ contract }: { contract: ContractListItem }) {
  const t = useTranslations('contracts');
  const nameOf = useContractName();
  return (
    <>
      <span className="text-base font-medium break-words">{nameOf(contract)}</span>
      {contract.failed ? (
        <span className="mt-1 flex items-center gap-1.5 text-sm text-danger">
          <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
          {t('failed')}
        </span>
      ) : null}
    </>
  );
}
