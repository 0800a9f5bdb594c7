'use client';

import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useErrorText } from '#client/api-hooks.ts';
import { filePaths, uploadFile } from '#client/file-requests.ts';
import { FileDrop } from '#ui/file-drop.tsx';
import { Spinner } from '#ui/spinner.tsx';
import { digestOf } from './file-digest.ts';
import type { UploadVerification, VerifiedFile } from './report.ts';
import { VerificationResult } from './verification-result.tsx';

/** Anyone: drop a PDF, ours or not, and read the verdict. The file is looked at and not kept. */
export function VerifyFile() {
  const t = useTranslations('verify');
  const errorText = useErrorText();
  const verify = useMutation({
    mutationFn: async (file: File): Promise<VerifiedFile> => {
      // The procedure's own answer, checked against its schema before it was sent.
      const report = (await uploadFile(filePaths.verifications, { file, scope: {} })) as UploadVerification;
      return { name: file.name, size: file.size, sha256: await digestOf(file), report };
    },
  });
  const busy = verify.isPending ? (
    <p role="status" className="flex items-center gap-2 text-muted">
      <Spinner /> {t('checking')}
    </p>
  ) : undefined;
  return (
    <>
      <FileDrop
        label={verify.isPending ? verify.variables.name : verify.data ? t('another') : t('drop')}
        hint={t('dropHint')}
        accept="application/pdf,.pdf"
        onFile={(file) => verify.mutate(file)}
        busy={busy}
        error={verify.error ? errorText(verify.error) : undefined}
      />
      {verify.data && !verify.isPending ? <VerificationResult file={verify.data} /> : null}
    </>
  );
}
