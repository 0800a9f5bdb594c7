import { useTranslations } from 'next-intl';
import { SealPicture } from '#features/seals/seal-picture.tsx';
import { cn } from '#ui/class-names.ts';
import { Skeleton } from '#ui/skeleton.tsx';
import type { SealPreviewState } from './use-seal-preview.ts';

/** The seal on white paper, as it will stand on contracts, in the dark too. */
export function SealPreview({ preview, label }: { preview: SealPreviewState; label: string }) {
  const t = useTranslations('onboarding.seal');
  return (
    <div className="grid gap-2">
      <div
        role="img"
        aria-label={label}
        className="grid aspect-square w-full max-w-60 place-items-center justify-self-center rounded-lg border bg-[white] p-5"
      >
        {preview.drawing ? (
          <SealPicture
            seal={{ drawing: preview.drawing }}
            className={cn('w-full transition-opacity', preview.drawingNow && 'opacity-45')}
          />
        ) : (
          <Skeleton className="size-full rounded-full" />
        )}
      </div>
      <p role="status" className="h-5 text-center text-sm text-muted">
        {preview.drawingNow ? t('drawing') : ''}
      </p>
    </div>
  );
}
