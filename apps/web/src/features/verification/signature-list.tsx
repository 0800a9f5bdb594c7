'use client';

import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { Card, CardBody, CardHeader, Facts } from '#ui/card.tsx';
import type { SignatureReport, UploadVerification } from './report.ts';
import { SignatureVerdict } from './signature-verdict.tsx';
import { Reasons, SignerName, useSignatureFacts } from './signature-words.tsx';

export type SignatureListProps = {
  report: UploadVerification;
  onChoose: (signature: SignatureReport) => void;
};

/** The signatures of a file in the order they were made. */
export function SignatureList({ report: { signatures, words }, onChoose }: SignatureListProps) {
  const t = useTranslations('verify');
  if (signatures.length === 0) return null;
  return (
    <Card aria-labelledby="signatures">
      <CardHeader id="signatures" title={t('signatures', { count: signatures.length })} />
      <ol className="divide-y">
        {signatures.map((signature, index) => (
          <li key={`${signature.field}-${signature.signedAt}`}>
            <CardBody className="grid gap-3">
              <div className="grid gap-1">
                <h3 className="font-medium">
                  {index + 1}. <SignerName signature={signature} />
                </h3>
                <SignatureVerdict signature={signature} />
              </div>
              <Reasons signature={signature} words={words} />
              <SignatureFacts signature={signature} />
              <Button variant="link" className="justify-self-start" onClick={() => onChoose(signature)}>
                {t('showCertificate')}
              </Button>
            </CardBody>
          </li>
        ))}
      </ol>
    </Card>
  );
}

const SignatureFacts = ({ signature }: { signature: SignatureReport }) => (
  <Facts items={useSignatureFacts(signature)} />
);
