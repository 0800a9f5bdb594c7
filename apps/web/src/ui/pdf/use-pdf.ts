'use client';

import { useEffect, useState } from 'react';
import { openPdf, type PdfDocument } from './engine.ts';

export type OpenedPdf =
  | { status: 'loading' }
  | { status: 'open'; document: PdfDocument }
  | { status: 'failed'; retry: () => void };

/** Opens a PDF's bytes and closes it again. While newer bytes are being opened the older document stays. */
export function usePdf(bytes: Uint8Array | undefined): OpenedPdf {
  const [document, setDocument] = useState<PdfDocument>();
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt opens the same bytes again
  useEffect(() => {
    if (!bytes) return;
    let current = true;
    const opening = openPdf(bytes);
    opening.then(
      (opened) => {
        if (!current) return;
        setFailed(false);
        setDocument(opened.document);
      },
      () => {
        if (current) setFailed(true);
      },
    );
    return () => {
      current = false;
      // Pages on the screen still hold the document; it goes once they have let go of it.
      void opening.then((opened) => setTimeout(opened.close, 1_000)).catch(() => undefined);
    };
  }, [bytes, attempt]);
  if (failed) {
    const retry = () => {
      setFailed(false);
      setAttempt((count) => count + 1);
    };
    return { status: 'failed', retry };
  }
  return document ? { status: 'open', document } : { status: 'loading' };
}
