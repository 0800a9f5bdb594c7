'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useErrorText } from '#client/api-hooks.ts';
import { useApi } from '#client/api-provider.tsx';
import { filePaths } from '#client/file-requests.ts';
import { FileDrop } from '#ui/file-drop.tsx';
import { Notice } from '#ui/notice.tsx';
import { DocumentRow } from './document-row.tsx';
import { MAX_DOCUMENTS } from './draft.ts';
import { useDraft } from './draft-context.tsx';
import { ACCEPT, UPLOAD_MEGABYTES, uploadFile } from './upload-file.ts';
import { UploadList } from './upload-list.tsx';
import { moved, useReorder } from './use-reorder.ts';
import { useUploads } from './use-uploads.ts';

/** What is signed: the documents in their order, and where more of them are dropped. */
export function FilesStep() {
  const t = useTranslations('draft');
  const text = useTranslations('newContract');
  const errorText = useErrorText();
  const { client, scope } = useApi();
  const { contractId, session, state } = useDraft();
  const [fault, setFault] = useState<unknown>();
  const { documents } = state;
  const { uploads, add, dismiss } = useUploads(async (file, onSent) => {
    await uploadFile(filePaths.documents(contractId), { file, scope, onSent });
    await session.refresh();
  });
  const move = (from: number, to: number) => {
    setFault(undefined);
    const documentIds = moved(documents, from, to).map((each) => each.id);
    void session
      .act(() => client.contracts.reorderDocuments.mutate({ contractId, documentIds }))
      .catch(setFault);
  };
  const reorder = useReorder(move);
  const room = MAX_DOCUMENTS - documents.length;
  return (
    <div className="grid max-w-3xl gap-5">
      {fault ? <Notice tone="danger">{errorText(fault)}</Notice> : null}
      {documents.length > 0 ? (
        <ol aria-label={t('documents')} className="grid gap-2">
          {documents.map((document, index) => (
            <DocumentRow
              key={document.id}
              document={document}
              index={index}
              count={documents.length}
              reorder={reorder}
              onMove={(to) => move(index, to)}
            />
          ))}
        </ol>
      ) : null}
      <UploadList uploads={uploads} onDismiss={dismiss} />
      {room > 0 ? (
        <FileDrop
          label={documents.length > 0 ? t('addFiles') : text('drop')}
          hint={text('dropHint', { megabytes: UPLOAD_MEGABYTES, count: MAX_DOCUMENTS })}
          accept={ACCEPT}
          multiple
          inputProps={{ 'data-focus': 'files' }}
          onFile={(file) => void add(file)}
        />
      ) : (
        <p className="text-muted">{t('filesFull', { count: MAX_DOCUMENTS })}</p>
      )}
    </div>
  );
}
