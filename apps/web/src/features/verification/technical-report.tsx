'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { saveFile } from '#client/file-requests.ts';
import { Button } from '#ui/button.tsx';
import { Card, CardBody, CardHeader, Facts } from '#ui/card.tsx';
import { Time } from '#ui/time.tsx';
import { IndicationText } from './indication-text.tsx';
import { reportFile, type SignatureReport, type VerifiedFile } from './report.ts';

/** For experts: certificates, digests, algorithms and byte ranges, to be unfolded, and all of it as a file. */
export function TechnicalReport({ file }: { file: VerifiedFile }) {
  const t = useTranslations('verify');
  const save = () => {
    const { name, json } = reportFile(file);
    saveFile({ name, blob: new Blob([json], { type: 'application/json' }) });
  };
  const { signatures, reasons, warnings, indication, subIndication } = file.report;
  const codes = [...new Set([...reasons, ...warnings.map(({ code }) => code)])];
  const facts = [
    ...(indication
      ? [{ term: t('indicationOfFile'), value: <IndicationText of={{ indication, subIndication }} /> }]
      : []),
    ...(codes.length > 0 ? [{ term: t('codes'), value: <Mono text={codes.join(' ')} /> }] : []),
  ];
  return (
    <Card aria-labelledby="technical">
      <CardHeader
        id="technical"
        title={t('technical')}
        action={
          <Button size="sm" onClick={save}>
            <Download aria-hidden />
            {t('downloadReport')}
          </Button>
        }
      />
      <CardBody className="grid gap-2">
        {facts.length > 0 ? <Facts items={facts} /> : null}
        {signatures.length === 0 && codes.length === 0 ? (
          <p className="text-muted">{t('nothingTechnical')}</p>
        ) : null}
        {signatures.map((signature, index) => (
          <details key={`${signature.field}-${signature.signedAt}`}>
            <summary className="rounded-sm py-1 font-medium">
              {index + 1}. {signature.signer ?? t('unknownSigner')}
            </summary>
            <div className="py-2 pl-4">
              <SignatureDetails signature={signature} />
            </div>
          </details>
        ))}
      </CardBody>
    </Card>
  );
}

function SignatureDetails({ signature }: { signature: SignatureReport }) {
  const t = useTranslations('verify');
  const { details, reasons, certificate } = signature;
  const [start, length, second, rest] = details.byteRange ?? [];
  const text = (value: string | null | undefined) => (value ? <Mono text={value} /> : t('none'));
  const items = [
    { term: t('indication'), value: <IndicationText of={signature} /> },
    { term: t('field'), value: text(signature.field) },
    { term: t('format'), value: text(details.subFilter) },
    { term: t('byteRange'), value: text(details.byteRange && `${start} ${length} · ${second} ${rest}`) },
    { term: t('digestAlgorithm'), value: text(details.digestAlgorithm) },
    { term: t('digest'), value: text(details.digest) },
    {
      term: t('algorithm'),
      value: text([details.scheme, certificate?.publicKeyAlgorithm].filter(Boolean).join(' · ')),
    },
    ...(reasons.length > 0 ? [{ term: t('codes'), value: text(reasons.join(' ')) }] : []),
    { term: t('chain'), value: <Chain certificates={details.chain} /> },
    ...(details.tsaChain.length > 0
      ? [{ term: t('tsaChain'), value: <Chain certificates={details.tsaChain} /> }]
      : []),
    ...(signature.changesAfter.length > 0
      ? [
          {
            term: t('changesAfter'),
            value: (
              <ul lang="en" className="grid gap-0.5 text-sm">
                {signature.changesAfter.map(({ kind, description, revision }) => (
                  <li key={`${revision} ${kind} ${description}`}>
                    {revision}: {description}
                  </li>
                ))}
              </ul>
            ),
          },
        ]
      : []),
  ];
  return <Facts items={items} />;
}

function Chain({ certificates }: { certificates: SignatureReport['details']['chain'] }) {
  const t = useTranslations('verify');
  return (
    <ol className="grid gap-2">
      {certificates.map((certificate) => (
        <li key={certificate.fingerprint} className="grid gap-0.5 text-sm">
          <span>{certificate.subject.text}</span>
          <span className="text-muted">
            {certificate.publicKeyAlgorithm} · <Time value={certificate.notBefore} format="date" /> –{' '}
            <Time value={certificate.notAfter} format="date" />
          </span>
          <span className="text-muted">
            {t('serialNumber')} <Mono text={certificate.serialNumber} />
          </span>
          <span className="text-muted">
            SHA-256 <Mono text={certificate.fingerprint} />
          </span>
        </li>
      ))}
    </ol>
  );
}

const Mono = ({ text }: { text: string }) => <span className="font-mono text-xs break-all">{text}</span>;
