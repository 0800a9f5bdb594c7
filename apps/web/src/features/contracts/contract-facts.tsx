import { useTranslations } from 'next-intl';
import { Card, CardBody, CardHeader, Facts } from '#ui/card.tsx';
import { Time } from '#ui/time.tsx';
import type { ContractDetail } from './contract-detail.ts';

export function ContractFacts({ contract }: { contract: ContractDetail }) {
  const t = useTranslations('contract');
  const when = (value: string | null) => (value ? <Time value={value} /> : null);
  const open = ['sending', 'in_progress'].includes(contract.state);
  const items = [
    { term: t('message'), value: contract.message ? <Message text={contract.message} /> : null },
    { term: t('created'), value: when(contract.createdAt) },
    { term: t('sent'), value: when(contract.sentAt) },
    {
      term: t('deadline'),
      value: contract.deadline ? <Deadline value={contract.deadline} open={open} /> : null,
    },
    { term: t('ended'), value: when(contract.endedAt) },
    {
      term: t('order'),
      value: contract.ordering === 'sequential' ? t('sequential') : t('unordered'),
    },
    { term: t('level'), value: t('levelText', { level: contract.level }) },
  ].filter((item) => item.value !== null);
  return (
    <Card aria-labelledby="facts">
      <CardHeader id="facts" title={t('facts')} />
      <CardBody>
        <Facts items={items} />
      </CardBody>
    </Card>
  );
}

function Message({ text }: { text: string }) {
  return <p className="break-words whitespace-pre-line">{text}</p>;
}

/** While somebody is awaited, how long that is still possible counts more than the date. */
function Deadline({ value, open }: { value: string; open: boolean }) {
  return (
    <>
      <Time value={value} />
      {open ? (
        <span className="text-muted">
          {' · '}
          <Time value={value} format="relative" />
        </span>
      ) : null}
    </>
  );
}
