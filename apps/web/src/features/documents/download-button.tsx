'use client';

import { useMutation } from '@tanstack/react-query';
import { useErrorText } from '#client/api-hooks.ts';
import { useApi } from '#client/api-provider.tsx';
import { fetchFile, filePaths, saveFile } from '#client/file-requests.ts';
import { Button, type ButtonProps } from '#ui/button.tsx';
import { toast } from '#ui/toaster.tsx';

export type DownloadButtonProps = Omit<ButtonProps, 'onClick' | 'busy'> & {
  contractId: string;
  /** One of several documents; the contract's only one when left out. */
  documentId?: string;
};

/** Downloads the signed contract. By request, not by link: an invited signer's link token goes in a header. */
export function DownloadButton({ contractId, documentId, ...props }: DownloadButtonProps) {
  const { scope } = useApi();
  const errorText = useErrorText();
  const download = useMutation({
    mutationFn: () =>
      fetchFile(
        documentId ? filePaths.documentPdf(contractId, documentId) : filePaths.download(contractId),
        scope,
      ),
    onSuccess: saveFile,
    onError: (error) => void toast.error(errorText(error)),
  });
  return <Button {...props} busy={download.isPending} onClick={() => download.mutate()} />;
}
