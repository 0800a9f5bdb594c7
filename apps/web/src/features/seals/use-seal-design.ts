'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { problemIn } from '#client/api-error.ts';
import { useApi } from '#client/api-provider.tsx';
import { usePaused } from '#client/use-paused.ts';
import type { Drawing, RoundSealSpec } from './seal-types.ts';

export type SealPreview = {
  drawing: Drawing;
  fitted: { nameSizeMm: number; typeSizeMm: number; starSizeMm: number };
};

/** A drawing together with the parameters it was made from. */
export type DrawnSeal = { spec: RoundSealSpec; preview: SealPreview };

const PAUSE_MS = 180;

/**
 * The parameters being changed, and the seal they make: drawn by the server a moment after the last change. The last good
 * drawing stays until the next one has come, whatever happens in between.
 */
export function useSealDesign(start: DrawnSeal) {
  const { client } = useApi();
  const [spec, setSpec] = useState(start.spec);
  const [shown, setShown] = useState(start);
  const asked = usePaused(spec, PAUSE_MS);
  const isComplete = asked.enterpriseName.trim() !== '';
  const query = useQuery({
    queryKey: ['seals', 'preview', asked],
    queryFn: async (): Promise<DrawnSeal> => ({
      spec: asked,
      preview: await client.seals.preview.mutate(asked),
    }),
    enabled: isComplete,
    ...(asked === start.spec ? { initialData: start } : {}),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: (failures, error) => failures < 2 && problemIn(error) === undefined,
  });
  const drawn = query.isPlaceholderData ? undefined : query.data;
  useEffect(() => {
    if (drawn) setShown(drawn);
  }, [drawn]);
  const change = (part: Partial<RoundSealSpec>) => setSpec((before) => ({ ...before, ...part }));
  const isDrawing = asked !== spec || query.isFetching;
  return {
    spec,
    change,
    shown,
    isDrawing,
    /** What the server refuses about these parameters; while they are being changed, the last refusal. */
    fault: isComplete ? query.error : null,
    isGood: isComplete && !isDrawing && query.error === null,
  };
}
