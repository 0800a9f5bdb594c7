'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useApi } from '#client/api-provider.tsx';
import { fetchFile, filePaths } from '#client/file-requests.ts';
import { usePdf } from '#ui/pdf/use-pdf.ts';

export type ShownDocument = {
  id: string;
  title: string;
  /** Number of the newest revision: with a new one the file is fetched anew. */
  headNo: number;
  pages: { width: number; height: number }[];
};

/** A contract's document as it stands: fetched, opened, and kept until its head moves. */
export function useDocument(contractId: string, { id, headNo }: ShownDocument) {
  const { scope } = useApi();
  const file = useQuery({
    queryKey: ['document', contractId, id, headNo],
    queryFn: async () => {
      const { blob } = await fetchFile(filePaths.documentPdf(contractId, id), scope);
      return new Uint8Array(await blob.arrayBuffer());
    },
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  const pdf = usePdf(file.data);
  return {
    document: pdf.status === 'open' ? pdf.document : undefined,
    failed: file.isError || pdf.status === 'failed',
    retry: () => {
      if (file.isError) void file.refetch();
      if (pdf.status === 'failed') pdf.retry();
    },
  };
}
