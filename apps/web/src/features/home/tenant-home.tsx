import { FilePlus2, Files } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { type ContractListItem, ContractRow } from '#features/contracts/contract-row.tsx';
import { pillStateOf } from '#features/contracts/pill-state.ts';
import { Button } from '#ui/button.tsx';
import { Card, CardHeader } from '#ui/card.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { PageHeader } from '#ui/page-header.tsx';

export type TenantHomeProps = { slug: string; person: string; contracts: ContractListItem[] };

const RECENT = 6;

/** What awaits me first, then what is going on. */
export function TenantHome({ slug, person, contracts }: TenantHomeProps) {
  const t = useTranslations('tenantHome');
  const mine = contracts.filter((contract) => pillStateOf(contract.state, contract.myState) === 'awaitingMe');
  const rest = contracts.filter((contract) => !mine.includes(contract)).slice(0, RECENT);
  const create = (
    <Button asChild variant="primary">
      <Link href={`/t/${slug}/contracts/new`}>
        <FilePlus2 aria-hidden />
        {contracts.length === 0 ? t('create') : t('new')}
      </Link>
    </Button>
  );
  if (contracts.length === 0) {
    return (
      <>
        <PageHeader title={t('greeting', { name: person })} />
        <Card>
          <EmptyState icon={Files} title={t('emptyTitle')} description={t('emptyText')} action={create} />
        </Card>
      </>
    );
  }
  return (
    <>
      <PageHeader title={t('greeting', { name: person })} actions={create} />
      <Card aria-labelledby="awaiting-me">
        <CardHeader id="awaiting-me" title={t('awaitingMe')} />
        {mine.length === 0 ? <p className="px-5 py-6 text-muted">{t('nothingAwaitsMe')}</p> : null}
        <ContractRows slug={slug} contracts={mine} />
      </Card>
      <Card aria-labelledby="recent">
        <CardHeader
          id="recent"
          title={t('recent')}
          action={
            <Button asChild variant="link">
              <Link href={`/t/${slug}/contracts`}>{t('all')}</Link>
            </Button>
          }
        />
        <ContractRows slug={slug} contracts={rest} />
      </Card>
    </>
  );
}

function ContractRows({ slug, contracts }: { slug: string; contracts: ContractListItem[] }) {
  if (contracts.length === 0) return null;
  return (
    <ul className="divide-y">
      {contracts.map((contract) => (
        <ContractRow key={contract.id} slug={slug} contract={contract} />
      ))}
    </ul>
  );
}
