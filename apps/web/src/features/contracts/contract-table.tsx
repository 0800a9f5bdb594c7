import { TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { StatePill } from '#ui/state-pill.tsx';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '#ui/table.tsx';
import { Time } from '#ui/time.tsx';
import type { ContractListItem } from './contract-row.tsx';
import { pillStateOf } from './pill-state.ts';

export type ContractTableProps = { slug: string; contracts: readonly ContractListItem[] };

/** Contracts as a table; on a phone each is a card. The whole row leads to the contract. */
export function ContractTable({ slug, contracts }: ContractTableProps) {
  const t = useTranslations('contracts');
  return (
    <Table>
      <TableHead>
        <tr>
          <TableHeader className="w-2/5">{t('columns.title')}</TableHeader>
          <TableHeader>{t('columns.parties')}</TableHeader>
          <TableHeader>{t('columns.state')}</TableHeader>
          <TableHeader>{t('columns.created')}</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {contracts.map((contract) => (
          <ContractTableRow key={contract.id} slug={slug} contract={contract} />
        ))}
      </TableBody>
    </Table>
  );
}

function ContractTableRow({ slug, contract }: { slug: string; contract: ContractListItem }) {
  const t = useTranslations('contracts');
  const href = `/t/${slug}/contracts/${contract.id}${contract.state === 'draft' ? '/edit' : ''}`;
  return (
    <TableRow className="relative">
      <TableCell className="max-md:block">
        <Link
          href={href}
          className="text-base font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {contract.title}
        </Link>
        {contract.failed ? (
          <span className="mt-1 flex items-center gap-1.5 text-danger">
            <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
            {t('failed')}
          </span>
        ) : null}
      </TableCell>
      <TableCell className="text-muted">
        {contract.parties.length > 0 ? contract.parties.join(' · ') : t('noParties')}
      </TableCell>
      <TableCell>
        <StatePill state={pillStateOf(contract.state, contract.myState)} />
      </TableCell>
      <TableCell label={t('columns.created')} className="whitespace-nowrap text-muted">
        <Time value={contract.createdAt} format="date" />
      </TableCell>
    </TableRow>
  );
}
