import { keepPreviousData } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { useApiQuery, useErrorText } from '#client/api-hooks.ts';
import { usePaused } from '#client/use-paused.ts';
import type { AppRouter } from '#server/routers/app-router.ts';

export type SealPreviewState = {
  drawing: inferRouterOutputs<AppRouter>['onboarding']['sealPreview']['drawing'] | undefined;
  /** Is a newer drawing on its way? */
  drawingNow: boolean;
  /** Does the drawing show what is entered, so that it may be confirmed? */
  ready: boolean;
  fault: string | undefined;
};

const PAUSE_MS = 250;

/** The seal drawn by the server, as it would be made; asked for when the typing rests. */
export function useSealPreview(slug: string, typed: string): SealPreviewState {
  const errorText = useErrorText();
  const wanted = typed.trim();
  const sealType = usePaused(wanted, PAUSE_MS);
  const { data, error, isFetching, isPlaceholderData } = useApiQuery(
    ['onboarding-seal', slug, sealType],
    (api) => api.onboarding.sealPreview.query({ slug, sealType }),
    { enabled: sealType !== '', staleTime: Number.POSITIVE_INFINITY, placeholderData: keepPreviousData },
  );
  const current = sealType === wanted && wanted !== '';
  return {
    drawing: data?.drawing,
    drawingNow: isFetching || (wanted !== '' && sealType !== wanted),
    ready: current && !error && data !== undefined && !isPlaceholderData,
    fault: current && error ? errorText(error) : undefined,
  };
}
