import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';
import { PageHeader } from '#ui/page-header.tsx';
import { EnterpriseCard } from './enterprise-card.tsx';
import { PolicyCard } from './policy-card.tsx';
import { ProviderList } from './provider-list.tsx';
import type { AlgorithmChoice, ProviderKind, TenantSettings } from './settings-types.ts';

export type SettingsPageProps = {
  enterprise: TenantSettings;
  providers: ProviderKind[];
  /** What the signers' keys may be; asked for only where the person may change policies. */
  algorithms: AlgorithmChoice[];
  mayManage: boolean;
  maySeeCertificates: boolean;
};

export function SettingsPage(props: SettingsPageProps) {
  const { enterprise, providers, algorithms, mayManage, maySeeCertificates } = props;
  const t = useTranslations('settings');
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('lead')}
        actions={
          maySeeCertificates ? (
            <Button asChild>
              <Link href={`/t/${enterprise.slug}/settings/certificates`}>{t('certificates')}</Link>
            </Button>
          ) : null
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[3fr_2fr]">
        <EnterpriseCard enterprise={enterprise} />
        <PolicyCard policy={enterprise.policy} choices={mayManage ? algorithms : undefined} />
      </div>
      {mayManage ? null : <Notice>{t('cannotManage')}</Notice>}
      <ProviderList
        of="tenant"
        title={t('providers')}
        description={t('providersText')}
        initial={providers}
        canTest={mayManage}
      />
    </>
  );
}
