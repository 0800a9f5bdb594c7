import { useLocale, useTranslations } from 'next-intl';
import { CopyableId } from '#ui/copyable-id.tsx';
import { Time } from '#ui/time.tsx';
import {
  changesOf,
  furtherReasons,
  holderOf,
  type SignatureReport,
  trustStoryOf,
  type UploadVerification,
} from './report.ts';

type Words = UploadVerification['words'];

/** Whom the certificate names. */
export function SignerName({ signature }: { signature: SignatureReport }) {
  const t = useTranslations('verify');
  const { name, of } = holderOf(signature);
  return (
    <>
      {name ?? t('unknownSigner')}
      {of ? <span className="font-normal text-muted"> · {of}</span> : null}
    </>
  );
}

/** Whether one can rely on who signed, and what that means. */
export function TrustStory({ signature }: { signature: SignatureReport }) {
  const t = useTranslations('verify');
  const issuer = signature.certificate?.issuer.commonName ?? signature.certificate?.issuer.text ?? '';
  return t(`stories.${trustStoryOf(signature)}`, { issuer });
}

/** What speaks against a signature or limits it, one sentence each. */
export function Reasons({ signature, words }: { signature: SignatureReport; words: Words }) {
  const locale = useLocale();
  const codes = furtherReasons(signature);
  if (codes.length === 0) return null;
  return (
    <ul className="grid gap-1">
      {codes.map((code) => (
        <li key={code}>{words[code]?.[locale] ?? code}</li>
      ))}
    </ul>
  );
}

/** When it was signed, at what level, what came after: the facts of a signature in words. */
export function useSignatureFacts(signature: SignatureReport) {
  const t = useTranslations('verify');
  const { timestamp, certification, level } = signature;
  const changes = changesOf(signature);
  return [
    { term: t('signedAt'), value: <SignedAt signature={signature} /> },
    ...(timestamp?.tsa ? [{ term: t('tsa'), value: timestamp.tsa }] : []),
    ...(level ? [{ term: t('level'), value: t(`levels.${level}`) }] : []),
    { term: t('trust'), value: <TrustStory signature={signature} /> },
    { term: t('coverage'), value: t(`coverages.${signature.coverage}`) },
    ...(certification ? [{ term: t('certification'), value: t('certificationText') }] : []),
    {
      term: t('changesAfter'),
      value:
        changes.length === 0
          ? t('noChanges')
          : changes.map(({ kind, count }) => t(`changes.${kind}`, { count })).join(t('separator')),
    },
  ];
}

/** What the certificate itself says. */
export function useCertificateFacts({ certificate }: SignatureReport) {
  const t = useTranslations('verify');
  if (!certificate) return [];
  const serial = <CopyableId value={certificate.serialNumber} label={t('serialNumber')} />;
  return [
    { term: t('subject'), value: certificate.subject.text },
    { term: t('issuer'), value: certificate.issuer.text },
    { term: t('serialNumber'), value: serial },
    {
      term: t('validity'),
      value: (
        <>
          <Time value={certificate.notBefore} format="date" /> –{' '}
          <Time value={certificate.notAfter} format="date" />
        </>
      ),
    },
  ];
}

/** A timestamp proves the time; otherwise it is only what the signer's computer said. */
function SignedAt({ signature: { timestamp, signedAt } }: { signature: SignatureReport }) {
  const t = useTranslations('verify');
  if (timestamp?.intact) {
    return (
      <>
        <Time value={timestamp.time} format="exact" /> · {t('timestamped')}
      </>
    );
  }
  if (signedAt === null) return t('unknownTime');
  return (
    <>
      <Time value={signedAt} format="exact" /> · {t('claimed')}
    </>
  );
}
