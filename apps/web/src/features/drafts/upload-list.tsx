import { CircleAlert, X } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { ProgressBar } from '#ui/progress-bar.tsx';
import type { Upload } from './use-uploads.ts';

/** Files on their way, and those that were refused with the reason beside them. */
export function UploadList({
  uploads,
  onDismiss,
}: {
  uploads: readonly Upload[];
  onDismiss: (key: string) => void;
}) {
  const t = useTranslations('newContract');
  if (uploads.length === 0) return null;
  return (
    <ul aria-label={t('uploads')} className="grid gap-2">
      {uploads.map((upload) => (
        <li key={upload.key} className="flex items-start gap-3 rounded-lg border bg-raised px-4 py-3">
          <div className="grid min-w-0 flex-1 gap-1.5">
            <span className="truncate font-medium">{upload.name}</span>
            {upload.state === 'failed' ? (
              <p role="alert" className="flex items-start gap-1.5 text-sm text-danger">
                <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
                <span>{upload.fault}</span>
              </p>
            ) : (
              <UploadProgress upload={upload} />
            )}
          </div>
          {upload.state === 'failed' ? (
            <Button
              variant="quiet"
              size="icon"
              aria-label={t('dismiss', { file: upload.name })}
              onClick={() => onDismiss(upload.key)}
            >
              <X aria-hidden />
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** First the bytes on their way, then the server's look at them, which takes longer for a Word file. */
function UploadProgress({ upload: { state, sent } }: { upload: Upload }) {
  const t = useTranslations('newContract');
  const format = useFormatter();
  const text =
    state === 'waiting'
      ? t('waiting')
      : sent < 1
        ? t('uploading', { part: format.number(sent, { style: 'percent' }) })
        : t('checking');
  return (
    <>
      <p role="status" className="text-sm text-muted">
        {text}
      </p>
      <ProgressBar value={state === 'waiting' ? 0 : sent < 1 ? sent : undefined} label={text} />
    </>
  );
}
