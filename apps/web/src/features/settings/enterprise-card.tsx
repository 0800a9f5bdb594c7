import { useTranslations } from 'next-intl';
import { Card, CardBody, CardHeader, Facts } from '#ui/card.tsx';
import { CopyableId } from '#ui/copyable-id.tsx';
import { Notice } from '#ui/notice.tsx';
import { Time } from '#ui/time.tsx';
import { IdentityState } from './identity-state.tsx';
import type { TenantSettings } from './settings-types.ts';

/** Who the enterprise is, as contracts and certificates name it. */
export function EnterpriseCard({ enterprise }: { enterprise: TenantSettings }) {
  const t = useTranslations('settings');
  const { name, creditCode, slug, id, openedAt, identity } = enterprise;
  const items = [
    { term: t('name'), value: <span className="break-words">{name}</span> },
    {
      term: t('creditCode'),
      value: creditCode ? <CopyableId value={creditCode} label={t('creditCode')} /> : t('noCreditCode'),
    },
    { term: t('identity'), value: <IdentityState identity={identity} /> },
    { term: t('slug'), value: <CopyableId value={slug} label={t('slug')} /> },
    { term: t('id'), value: <CopyableId value={id} label={t('id')} /> },
    { term: t('openedAt'), value: <Time value={openedAt} format="date" /> },
  ];
  return (
    <Card aria-labelledby="enterprise">
      <CardHeader id="enterprise" title={t('enterprise')} description={t('enterpriseText')} />
      <CardBody className="grid gap-4">
        <Facts items={items} />
        {identity.sandbox && identity.status !== 'none' ? (
          <Notice tone="warning">{t('identitySandbox')}</Notice>
        ) : null}
      </CardBody>
    </Card>
  );
}
