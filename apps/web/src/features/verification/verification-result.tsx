'use client';

import { FileUp } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Button } from '#ui/button.tsx';
import { Card, CardBody, CardHeader } from '#ui/card.tsx';
import { FileFacts } from './file-facts.tsx';
import { FilePages } from './file-pages.tsx';
import { type Conclusion, conclusionOf, type SignatureReport, type VerifiedFile } from './report.ts';
import { SignatureDialog } from './signature-dialog.tsx';
import { SignatureList } from './signature-list.tsx';
import { TechnicalReport } from './technical-report.tsx';
import { VerdictBanner } from './verdict-banner.tsx';

/** The verdict says all there is to say; of most there is nothing to show either. */
const unreadable: Conclusion[] = ['notPdf', 'encrypted', 'tooLarge', 'damaged'];

/** First the verdict, then what was signed by whom, beside the pages with the seals on them; at last the report itself. */
export function VerificationResult({ file, onAnother }: { file: VerifiedFile; onAnother: () => void }) {
  const t = useTranslations('verify');
  const top = useRef<HTMLElement>(null);
  const [chosen, setChosen] = useState<SignatureReport>();
  useEffect(() => top.current?.focus({ preventScroll: true }), []);
  const { report } = file;
  const conclusion = conclusionOf(report);
  const readable = !unreadable.includes(conclusion);
  return (
    <section ref={top} tabIndex={-1} aria-label={t('result')} className="grid grid-cols-1 gap-6 outline-none">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="min-w-0 flex-1 basis-48 font-medium">{file.name}</p>
        <Button onClick={onAnother}>
          <FileUp aria-hidden />
          {t('another')}
        </Button>
      </div>
      <VerdictBanner report={report} />
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="grid grid-cols-1 gap-6 lg:order-2">
          {readable ? <Findings file={file} /> : null}
          <SignatureList report={report} onChoose={setChosen} />
          <FileFacts file={file} />
        </div>
        {readable || conclusion === 'damaged' ? (
          <div className="lg:order-1">
            <FilePages file={file} onChoose={setChosen} />
          </div>
        ) : null}
      </div>
      <TechnicalReport file={file} />
      {chosen ? (
        <SignatureDialog signature={chosen} words={report.words} onClose={() => setChosen(undefined)} />
      ) : null}
    </section>
  );
}

/** What the verifier has to say beyond the verdict: about the file, and what made it suspicious. */
function Findings({ file: { report } }: { file: VerifiedFile }) {
  const t = useTranslations('verify');
  const locale = useLocale();
  const codes = new Set([...report.reasons, ...report.warnings.map(({ code }) => code)]);
  const words = [...codes].flatMap((code) => {
    const text = report.words[code]?.[locale];
    return text ? [{ code, text }] : [];
  });
  if (words.length === 0) return null;
  return (
    <Card aria-labelledby="findings">
      <CardHeader id="findings" title={t('findings')} />
      <CardBody>
        <ul className="grid list-disc gap-1.5 pl-5 marker:text-faint">
          {words.map(({ code, text }) => (
            <li key={code}>{text}</li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}
