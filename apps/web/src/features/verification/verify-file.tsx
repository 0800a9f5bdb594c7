'use client';

import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { useErrorText } from '#client/api-hooks.ts';
import { filePaths, uploadFile } from '#client/file-requests.ts';
import { FileDrop } from '#ui/file-drop.tsx';
import { Spinner } from '#ui/spinner.tsx';
import { digestOf } from './file-digest.ts';
import type { UploadVerification, VerifiedFile } from './report.ts';
import { tooLarge } from './upload-limit.ts';
import { VerificationResult } from './verification-result.tsx';

/** Anyone: drop a PDF, ours or not, and read the verdict. The file is looked at and not kept. */
export function VerifyFile() {
  const t = useTranslations('verify');
  const errorText = useErrorText();
  const verify = useMutation({ mutationFn: verifyOne });
  const drop = useRef<HTMLDivElement>(null);
  const shown = verify.data && !verify.isPending ? verify.data : undefined;
  const asked = useRef(false);
  useEffect(() => {
    if (shown || !asked.current) return;
    asked.current = false;
    drop.current?.querySelector('input')?.focus();
  }, [shown]);
  if (shown) {
    const another = () => {
      asked.current = true;
      verify.reset();
    };
    return <VerificationResult file={shown} onAnother={another} />;
  }
  const busy = verify.isPending ? (
    <p role="status" className="flex items-center gap-2 text-muted">
      <Spinner /> {t('checking')}
    </p>
  ) : undefined;
  return (
    <div ref={drop} className="mx-auto w-full max-w-3xl">
      <FileDrop
        label={verify.isPending ? verify.variables.name : t('drop')}
        hint={t('dropHint')}
        accept="application/pdf,.pdf"
        onFile={(file) => verify.mutate(file)}
        busy={busy}
        error={verify.error ? errorText(verify.error) : undefined}
      />
    </div>
  );
}

/** The digest is the browser's own; the file goes to the server to be looked at, if it is not too large for that. */
async function verifyOne(file: File): Promise<VerifiedFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const sha256 = await digestOf(bytes);
  const at = new Date().toISOString();
  const facts = { name: file.name, size: file.size, sha256, bytes, at };
  if (file.size > UPLOAD_BYTES) return { ...facts, report: tooLarge() };
  // The procedure's own answer, checked against its schema before it was sent.
  const report = (await uploadFile(filePaths.verifications, { file, scope: {} })) as UploadVerification;
  return { ...facts, report };
}

/** As the server has it. */
const UPLOAD_BYTES = 50 * 1024 * 1024;
