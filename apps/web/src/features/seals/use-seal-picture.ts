'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { useApi } from '#client/api-provider.tsx';
import { filePaths, uploadFile } from '#client/file-requests.ts';
import type { Drawing } from './seal-types.ts';

/** As the server answers; what a drawing is, is said by core's type. */
const previewAnswer = z.object({
  drawing: z.object({ type: z.literal('png'), width: z.number(), height: z.number(), base64: z.string() }),
  inkPixels: z.object({ width: z.number(), height: z.number() }),
  widest: z.number(),
  widestSharp: z.number(),
});

export type PicturePreview = {
  drawing: Drawing;
  inkPixels: { width: number; height: number };
  widest: number;
  widestSharp: number;
};

/** Which file, in which of its lives: two files may have one name. */
type Chosen = { file: File; id: number };

/**
 * The picture that was chosen, and the seal the server cuts out of it. Nothing is stored: the file stays here, and is sent
 * once more when the seal is saved.
 */
export function useSealPicture() {
  const { scope } = useApi();
  const [chosen, setChosen] = useState<Chosen>();
  const [inkColour, setInkColour] = useState<string>();
  const preview = useQuery({
    queryKey: ['seals', 'picture', chosen?.id ?? 0, inkColour ?? 'own'],
    queryFn: async (): Promise<PicturePreview | null> => {
      if (!chosen) return null;
      const fields: Record<string, string> = inkColour ? { inkColour } : {};
      return previewAnswer.parse(
        await uploadFile(filePaths.sealPreview, { file: chosen.file, scope, fields }),
      );
    },
    enabled: chosen !== undefined,
    // Another colour of the same picture: the old one stays till the new one has come.
    placeholderData: (before, query) =>
      query?.queryKey[2] === chosen?.id ? keepPreviousData(before) : undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  });
  return {
    file: chosen?.file,
    choose: (file: File) => setChosen((before) => ({ file, id: (before?.id ?? 0) + 1 })),
    inkColour,
    setInkColour,
    preview: chosen ? (preview.data ?? undefined) : undefined,
    working: preview.isFetching,
    fault: chosen ? preview.error : null,
  };
}
