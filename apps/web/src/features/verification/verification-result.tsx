'use client';

import { useFormatter, useLocale, useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Card, CardBody, CardHeader, Facts } from '#ui/card.tsx';
import { CopyableId } from '#ui/copyable-id.tsx';
import type { VerifiedFile } from './report.ts';
import { SignatureList } from './signature-list.tsx';
import { VerdictBanner } from './verdict-banner.tsx';

/** First the verdict, then what was signed by whom, then what else was found, and at last the report itself. */
export function VerificationResult({ file }: { file: VerifiedFile }) {
  const t = useTranslations('verify');
  const format = useFormatter();
  const top = useRef<HTMLElement>(null);
  useEffect(() => top.current?.focus(), []);
  const size = format.number(file.size / 1024, { maximumFractionDigits: 0 });
  const items = [
    { term: t('fileName'), value: file.name },
    { term: t('fileSize'), value: t('kilobytes', { size }) },
    ...(file.sha256 ? [{ term: 'SHA-256', value: <CopyableId value={file.sha256} label="SHA-256" /> }] : []),
  ];
  return (
    <section ref={top} tabIndex={-1} aria-label={t('result')} className="grid gap-6 outline-none">
      <VerdictBanner report={file.report} />
      <Findings file={file} />
      <SignatureList report={file.report} />
      <Card aria-labelledby="file">
        <CardHeader id="file" title={t('file')} />
        <CardBody className="grid gap-4">
          <Facts items={items} />
          <details>
            <summary className="w-fit rounded-sm font-medium text-accent">{t('technical')}</summary>
            <section
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
              tabIndex={0}
              aria-label={t('technical')}
              className="mt-3 max-h-120 overflow-auto rounded-lg bg-sunken p-4"
            >
              <pre className="font-mono text-xs whitespace-pre-wrap">
                {JSON.stringify({ ...file.report, words: undefined }, null, 2)}
              </pre>
            </section>
          </details>
        </CardBody>
      </Card>
    </section>
  );
}

/** What the verifier has to say beyond the verdict: about the file, and what made it suspicious. */
function Findings({ file: { report } }: { file: VerifiedFile }) {
  const t = useTranslations('verify');
  const locale = useLocale();
  const codes = new Set([...report.reasons, ...report.warnings.map(({ code }) => code)]);
  if (codes.size === 0) return null;
  return (
    <Card aria-labelledby="findings">
      <CardHeader id="findings" title={t('findings')} />
      <CardBody>
        <ul className="grid list-disc gap-1.5 pl-5 marker:text-faint">
          {[...codes].map((code) => (
            <li key={code}>{report.words[code]?.[locale] ?? code}</li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}
