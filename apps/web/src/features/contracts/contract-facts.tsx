import { useTranslations } from 'next-intl';
import { Card, CardBody, CardHeader, Facts } from '#ui/card.tsx';
import { Time } from '#ui/time.tsx';
import type { ContractDetail } from './contract-detail.ts';

export function ContractFacts({ contract }: { contract: ContractDetail }) {
  const t = useTranslations('contract');
  const when = (value: string | null) => (value ? <Time value={value} /> : null);
  const items = [
    { term: t('created'), value: when(contract.createdAt) },
    { term: t('sent'), value: when(contract.sentAt) },
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
