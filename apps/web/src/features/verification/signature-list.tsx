import { useLocale, useTranslations } from 'next-intl';
import { Card, CardBody, CardHeader, Facts } from '#ui/card.tsx';
import { CopyableId } from '#ui/copyable-id.tsx';
import { Time } from '#ui/time.tsx';
import { changesOf, type SignatureReport, type UploadVerification } from './report.ts';
import { SignatureVerdict } from './signature-verdict.tsx';

/** The signatures of a file in the order they were made. */
export function SignatureList({ report: { signatures, words } }: { report: UploadVerification }) {
  const t = useTranslations('verify');
  const locale = useLocale();
  if (signatures.length === 0) return null;
  return (
    <Card aria-labelledby="signatures">
      <CardHeader id="signatures" title={t('signatures', { count: signatures.length })} />
      <ol className="divide-y">
        {signatures.map((signature, index) => (
          <li key={`${signature.field}-${signature.signedAt}`}>
            <CardBody className="grid gap-3">
              <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
                <h3 className="text-lg font-medium">
                  {index + 1}. {signature.signer ?? t('unknownSigner')}
                </h3>
                <SignatureVerdict signature={signature} />
              </div>
              {signature.reasons.map((code) => (
                <p key={code}>{words[code]?.[locale] ?? code}</p>
              ))}
              <Facts items={factsOf(t, signature)} />
            </CardBody>
          </li>
        ))}
      </ol>
    </Card>
  );
}

type Translator = ReturnType<typeof useTranslations<'verify'>>;

function factsOf(t: Translator, signature: SignatureReport) {
  const { certificate, timestamp, certification } = signature;
  const changes = changesOf(signature);
  return [
    { term: t('signedAt'), value: <SignedAt signature={signature} /> },
    ...(timestamp?.tsa ? [{ term: t('tsa'), value: timestamp.tsa }] : []),
    ...(signature.level ? [{ term: t('level'), value: t('levelText', { level: signature.level }) }] : []),
    { term: t('trust'), value: t(`trusts.${signature.trust}`) },
    ...(certificate
      ? [
          { term: t('issuer'), value: certificate.issuer.text },
          {
            term: t('serialNumber'),
            value: <CopyableId value={certificate.serialNumber} label={t('serialNumber')} />,
          },
        ]
      : []),
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
