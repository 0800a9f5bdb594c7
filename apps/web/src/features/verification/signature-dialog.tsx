'use client';

import { useTranslations } from 'next-intl';
import { Facts } from '#ui/card.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Notice } from '#ui/notice.tsx';
import { IndicationText } from './indication-text.tsx';
import type { SignatureReport, UploadVerification } from './report.ts';
import { SignatureVerdict } from './signature-verdict.tsx';
import { Reasons, SignerName, useCertificateFacts, useSignatureFacts } from './signature-words.tsx';

export type SignatureDialogProps = {
  signature: SignatureReport;
  words: UploadVerification['words'];
  onClose: () => void;
};

/** What stands behind a seal or signature on the page: who, when, with which certificate, and whether it holds. */
export function SignatureDialog({ signature, words, onClose }: SignatureDialogProps) {
  const t = useTranslations('verify');
  const indication = { term: t('indication'), value: <IndicationText of={signature} /> };
  const facts = [...useSignatureFacts(signature), indication, ...useCertificateFacts(signature)];
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={<SignerName signature={signature} />}
    >
      <div className="grid gap-4 pb-2">
        <SignatureVerdict signature={signature} />
        <Reasons signature={signature} words={words} />
        {signature.trust === 'trusted' ? <Notice tone="warning">{t('notLicensed')}</Notice> : null}
        <Facts items={facts} />
      </div>
    </Dialog>
  );
}
