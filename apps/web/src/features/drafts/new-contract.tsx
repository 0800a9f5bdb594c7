'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { useApi } from '#client/api-provider.tsx';
import { filePaths } from '#client/file-requests.ts';
import { Button } from '#ui/button.tsx';
import { FileDrop } from '#ui/file-drop.tsx';
import { Notice } from '#ui/notice.tsx';
import { MAX_DOCUMENTS } from './draft.ts';
import { ACCEPT, UPLOAD_MEGABYTES, uploadFile } from './upload-file.ts';
import { UploadList } from './upload-list.tsx';
import { useUploads } from './use-uploads.ts';

const created = z.object({ contractId: z.string() });

/** The way in: the first file that is taken puts the draft up, the others are added to it; or one begins with the parties. */
export function NewContract({ slug }: { slug: string }) {
  const t = useTranslations('newContract');
  const errorText = useErrorText();
  const locale = useLocale();
  const { client, scope } = useApi();
  const queries = useQueryClient();
  const router = useRouter();
  const contractId = useRef<string>(undefined);
  const [taken, setTaken] = useState(0);

  const begin = async (id: string) => {
    contractId.current = id;
    // Nearly every contract is between the own enterprise and somebody: their cards stand ready.
    const parties = [{ kind: 'self' as const }, { kind: 'person' as const, name: '', email: '', locale }];
    await client.contracts.setParties.mutate({ contractId: id, parties }).catch(() => undefined);
    await queries.invalidateQueries({ queryKey: ['contracts'] });
  };
  const open = (step: string) => router.push(`/t/${slug}/contracts/${contractId.current}/edit?step=${step}`);
  const { uploads, add, dismiss, isBusy } = useUploads(async (file, onSent) => {
    const path = contractId.current ? filePaths.documents(contractId.current) : filePaths.contracts;
    const answer = await uploadFile(path, { file, scope, onSent });
    if (!contractId.current) await begin(created.parse(answer).contractId);
    setTaken((count) => count + 1);
  });
  // All have arrived; with a refusal in the list one stays to read why.
  const isDone = taken > 0 && uploads.length === 0;
  useEffect(() => {
    if (isDone) router.push(`/t/${slug}/contracts/${contractId.current}/edit?step=files`);
  }, [isDone, router, slug]);
  const startEmpty = useApiMutation(
    async (api) => begin((await api.contracts.create.mutate({})).contractId),
    {
      onSuccess: () => open('parties'),
    },
  );
  return (
    <div className="grid max-w-3xl gap-4">
      <FileDrop
        label={t('drop')}
        hint={t('dropHint', { megabytes: UPLOAD_MEGABYTES, count: MAX_DOCUMENTS })}
        accept={ACCEPT}
        multiple
        onFile={(file) => void add(file)}
        className="[&>div]:min-h-56 [&>div]:content-center"
      />
      <UploadList uploads={uploads} onDismiss={dismiss} />
      {startEmpty.error ? <Notice tone="danger">{errorText(startEmpty.error)}</Notice> : null}
      <div className="flex flex-wrap gap-2">
        {taken > 0 && !isBusy ? (
          <Button variant="primary" onClick={() => open('files')}>
            {t('goOn', { count: taken })}
          </Button>
        ) : null}
        {contractId.current === undefined ? (
          <Button
            variant="quiet"
            busy={startEmpty.isPending || startEmpty.isSuccess}
            onClick={() => startEmpty.mutate()}
          >
            <Users aria-hidden />
            {t('partiesFirst')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
