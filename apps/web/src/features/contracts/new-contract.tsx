'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCodeText, useErrorText } from '#client/api-hooks.ts';
import { useApi } from '#client/api-provider.tsx';
import { FileDrop } from '#ui/file-drop.tsx';
import { ProgressBar } from '#ui/progress-bar.tsx';
import { refusalOf, UPLOAD_MEGABYTES, UPLOAD_TYPES, uploadDraft } from './upload-draft.ts';

const ACCEPT = UPLOAD_TYPES.map((type) => `.${type}`).join(',');

/** The first step: a file. With it the draft is put up, and the rest happens on the draft's own page. */
export function NewContract({ slug }: { slug: string }) {
  const t = useTranslations('newContract');
  const codeText = useCodeText();
  const errorText = useErrorText();
  const { scope } = useApi();
  const queries = useQueryClient();
  const router = useRouter();
  const [sending, setSending] = useState<{ name: string; sent: number }>();
  const [fault, setFault] = useState<string>();
  const upload = async (file: File) => {
    const refusal = refusalOf(file);
    setFault(refusal && codeText(refusal, { params: { maxMegabytes: UPLOAD_MEGABYTES } }));
    if (refusal) return;
    setSending({ name: file.name, sent: 0 });
    try {
      const id = await uploadDraft(file, scope, (sent) => setSending({ name: file.name, sent }));
      await queries.invalidateQueries({ queryKey: ['contracts'] });
      router.push(`/t/${slug}/contracts/${id}/edit`);
    } catch (error) {
      setFault(errorText(error));
      setSending(undefined);
    }
  };
  return (
    <FileDrop
      label={sending ? sending.name : t('drop')}
      hint={sending ? undefined : t('dropHint', { megabytes: UPLOAD_MEGABYTES })}
      accept={ACCEPT}
      onFile={(file) => void upload(file)}
      error={fault}
      busy={sending ? <Sending sent={sending.sent} /> : undefined}
      className="min-h-56"
    />
  );
}

/** First the bytes on their way, then the server's look at them, which takes longer for a Word file. */
function Sending({ sent }: { sent: number }) {
  const t = useTranslations('newContract');
  const format = useFormatter();
  const text = sent < 1 ? t('uploading', { part: format.number(sent, { style: 'percent' }) }) : t('checking');
  return (
    <div className="grid w-64 max-w-full gap-2">
      <p role="status" className="text-muted">
        {text}
      </p>
      <ProgressBar value={sent < 1 ? sent : undefined} label={text} />
    </div>
  );
}
