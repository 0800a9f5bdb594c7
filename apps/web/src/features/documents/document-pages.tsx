'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '#ui/button.tsx';
import { cn } from '#ui/class-names.ts';
import { Notice } from '#ui/notice.tsx';
import { PdfPage } from '#ui/pdf/pdf-page.tsx';
import type { PageSize } from '#ui/pdf/placement.ts';
import { type ShownDocument, useDocument } from './use-document.ts';

export type DocumentPagesProps = {
  contractId: string;
  document: ShownDocument;
  /** What lies over a page (numbered from 0), placed by `placementOf`. */
  overlay?: (page: number, size: PageSize) => ReactNode;
  className?: string;
};

/** A document's pages under each other, at the width there is. */
export function DocumentPages({ contractId, document, overlay, className }: DocumentPagesProps) {
  const t = useTranslations('document');
  const common = useTranslations('common');
  const opened = useDocument(contractId, document);
  const total = document.pages.length;
  const again = (
    <Button size="sm" onClick={opened.retry}>
      {common('retry')}
    </Button>
  );
  return (
    <div className={cn('grid gap-4', className)}>
      {opened.failed ? (
        <Notice tone="danger" action={again}>
          {t('failed')}
        </Notice>
      ) : null}
      {document.pages.map((size, page) => (
        <PdfPage
          // biome-ignore lint/suspicious/noArrayIndexKey: pages are fixed in order and number
          key={page}
          document={opened.document}
          number={page + 1}
          size={size}
          label={t('page', { title: document.title, number: page + 1, total })}
        >
          {overlay?.(page, size)}
        </PdfPage>
      ))}
    </div>
  );
}
