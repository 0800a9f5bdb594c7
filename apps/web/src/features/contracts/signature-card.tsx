import { useTranslations } from 'next-intl';
import type { SignatureReport } from '#features/verification/report.ts';
import { SignatureVerdict } from '#features/verification/signature-verdict.tsx';
import { Facts } from '#ui/card.tsx';
import { CopyableId } from '#ui/copyable-id.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Notice } from '#ui/notice.tsx';
import { Time } from '#ui/time.tsx';
import { nameOf, type Participant, type Signature } from './contract-detail.ts';

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
  const { certificate } = signature;
  const items = [
    { term: t('holder'), value: party ? nameOf(party) : '' },
    { term: t('subject'), value: certificate.subject },
    {
      term: t('serialNumber'),
      value: <CopyableId value={certificate.serialNumber} label={t('serialNumber')} />,
    },
    {
      term: t('timestampedAt'),
      value: signature.timestampedAt ? <Time value={signature.timestampedAt} format="exact" /> : t('none'),
    },
    ...(report?.level ? [{ term: t('level'), value: t('levelText', { level: report.level }) }] : []),
    { term: t('validUntil'), value: <Time value={certificate.notAfter} format="date" /> },
  ];
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())} title={t('title')}>
      <div className="grid gap-4">
        {report ? <SignatureVerdict signature={report} /> : null}
        <Facts items={items} />
        {certificate.licensed ? null : <Notice tone="warning">{t('notLicensed')}</Notice>}
      </div>
    </Dialog>
  );
}
