'use client';

import { useEffect, useState } from 'react';
import { openPdf, type PdfDocument } from './engine.ts';

export type OpenedPdf =
  | { status: 'loading' }
  | { status: 'open'; document: PdfDocument }
  | { status: 'failed'; retry: () => void };

type Opened = Awaited<ReturnType<typeof openPdf>>;

/** Opens a PDF's bytes and closes it again. While newer bytes are being opened the older document stays. */
export function usePdf(bytes: Uint8Array | undefined): OpenedPdf {
  const [opened, setOpened] = useState<Opened>();
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt opens the same bytes again
  useEffect(() => {
    if (!bytes) return;
    let wanted = true;
    openPdf(bytes).then(
      (next) => {
        if (wanted) setOpened(next);
        else void next.close();
      },
      () => setFailed(wanted),
    );
    return () => {
      wanted = false;
    };
  }, [bytes, attempt]);
  // After its successor was shown, when no page draws from it any more.
  useEffect(() => () => void opened?.close(), [opened]);
  if (failed) {
    const retry = () => {
      setFailed(false);
      setAttempt((count) => count + 1);
    };
    return { status: 'failed', retry };
  }
  return opened ? { status: 'open', document: opened.document } : { status: 'loading' };
}
