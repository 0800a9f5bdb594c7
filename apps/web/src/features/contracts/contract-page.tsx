'use client';

import { useTranslations } from 'next-intl';
import { useApiQuery } from '#client/api-hooks.ts';
import { Card, CardBody, CardHeader } from '#ui/card.tsx';
import { CopyableId } from '#ui/copyable-id.tsx';
import { Notice } from '#ui/notice.tsx';
import { PageHeader } from '#ui/page-header.tsx';
import { StatePill } from '#ui/state-pill.tsx';
import { ContractActs } from './contract-acts.tsx';
import type { ContractDetail } from './contract-detail.ts';
import { ContractDocuments } from './contract-documents.tsx';
import { ContractFacts } from './contract-facts.tsx';
import { useContractName } from './contract-name.ts';
import { EventTimeline } from './event-timeline.tsx';
import { Failures } from './failures.tsx';
import { Participants } from './participants.tsx';
import { pillStateOf } from './pill-state.ts';

const BUSY_MS = 1_000;
const IDLE_MS = 10_000;

/** One contract: what it is, who has done what, its documents, and what happened. Read anew while jobs run. */
export function ContractPage({ slug, initial }: { slug: string; initial: ContractDetail }) {
  const t = useTranslations('contract');
  const nameOf = useContractName();
  const { data } = useApiQuery(
    ['contracts', initial.id],
    (api) => api.contracts.get.query({ contractId: initial.id }),
    {
      initialData: initial,
      refetchInterval: ({ state }) => (isBusy(state.data ?? initial) ? BUSY_MS : IDLE_MS),
    },
  );
  const contract = data ?? initial;
  const mine = contract.participants.find((each) => each.isMe);
  return (
    <>
      <PageHeader
        title={nameOf(contract)}
        meta={
          <>
            <span role="status">
              <StatePill state={pillStateOf(contract.state, mine?.state ?? null)} />
            </span>
            <CopyableId value={contract.id} label={t('id')} shown={13} />
          </>
        }
        actions={<ContractActs slug={slug} contract={contract} />}
      />
      <Failures contract={contract} />
      {contract.state === 'expired' ? <Notice tone="warning">{t('expiredText')}</Notice> : null}
      {contract.endReason ? (
        <Notice title={t('reason')}>
          <p className="whitespace-pre-line">{contract.endReason}</p>
        </Notice>
      ) : null}
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start">
        <div className="grid min-w-0 gap-6">
          <ContractFacts contract={contract} />
          <Participants contract={contract} />
          <ContractDocuments contract={contract} />
        </div>
        <Card aria-labelledby="history">
          <CardHeader
            id="history"
            title={t('history')}
            description={contract.chainIntact ? t('chainIntact') : undefined}
          />
          <CardBody>
            {contract.chainIntact ? null : (
              <Notice tone="danger" className="mb-4">
                {t('chainBroken')}
              </Notice>
            )}
            <EventTimeline events={contract.events} />
          </CardBody>
        </Card>
      </div>
    </>
  );
}

/** Is a job under way whose end is near? */
function isBusy(contract: ContractDetail): boolean {
  if (contract.state === 'sending' || contract.state === 'finishing') return contract.failure === null;
  return contract.participants.some((each) => each.state === 'signing' && each.failure === null);
}
