import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { IndicationText } from '#features/verification/indication-text.tsx';
import type { SignatureReport } from '#features/verification/report.ts';
import { SignatureVerdict } from '#features/verification/signature-verdict.tsx';
import { Facts } from '#ui/card.tsx';
import { CopyableId } from '#ui/copyable-id.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Notice } from '#ui/notice.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { Time } from '#ui/time.tsx';
import type { Participant, Signature } from './contract-detail.ts';

export type SignatureCardProps = {
  signature: Signature;
  party: Participant | undefined;
  /** What the verifier says about this very signature; undefined until it has answered. */
  report: SignatureReport | undefined;
  onClose: () => void;
};

/** What stands behind a seal or signature on the page: who, with which certificate, when, and whether it holds. */
export function SignatureCard({ signature, party, report, onClose }: SignatureCardProps) {
  const t = useTranslations('signature');
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())} title={t('title')}>
      <div className="grid gap-4">
        {report ? <SignatureVerdict signature={report} /> : <Skeleton className="h-5.5 w-32" />}
        <Facts items={factsOf(t, { signature, party, report })} />
        {signature.identity === 'sandbox' ? <Notice tone="warning">{t('sandboxIdentity')}</Notice> : null}
        {signature.certificate.licensed ? null : <Notice tone="warning">{t('notLicensed')}</Notice>}
      </div>
    </Dialog>
  );
}

type Translator = ReturnType<typeof useTranslations<'signature'>>;

function factsOf(t: Translator, { signature, party, report }: Omit<SignatureCardProps, 'onClose'>) {
  const { certificate, signedAt, timestampedAt, identity } = signature;
  const time = (value: string | null | undefined): ReactNode =>
    value ? <Time value={value} format="exact" /> : t('none');
  const tsa = report?.timestamp?.tsa;
  return [
    ...(party?.organization ? [{ term: t('organization'), value: party.organization }] : []),
    { term: t('holder'), value: party?.name ?? '' },
    { term: t('identity'), value: t(`identities.${identity}`) },
    { term: t('signedAt'), value: time(signedAt) },
    {
      term: t('timestampedAt'),
      value: (
        <>
          {time(timestampedAt)}
          {tsa ? <span className="block text-sm text-muted">{tsa}</span> : null}
        </>
      ),
    },
    ...(report?.level ? [{ term: t('level'), value: t('levelText', { level: report.level }) }] : []),
    ...(report ? [{ term: t('indication'), value: <IndicationText of={report} /> }] : []),
    { term: t('subject'), value: <span className="break-words">{certificate.subject}</span> },
    { term: t('issuer'), value: <span className="break-words">{certificate.issuer}</span> },
    {
      term: t('serialNumber'),
      value: <CopyableId value={certificate.serialNumber} label={t('serialNumber')} />,
    },
    {
      term: t('validity'),
      value: t.rich('validityText', {
        from: () => <Time value={certificate.notBefore} format="date" />,
        until: () => <Time value={certificate.notAfter} format="date" />,
      }),
    },
  ];
}
