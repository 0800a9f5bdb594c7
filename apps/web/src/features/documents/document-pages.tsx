'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '#ui/button.tsx';
import { cn } from '#ui/class-names.ts';
import { Notice } from '#ui/notice.tsx';
import { PageStack } from '#ui/pdf/page-stack.tsx';
import type { PageSize } from '#ui/pdf/placement.ts';
import { type ShownDocument, useDocument } from './use-document.ts';

export type DocumentPagesProps = {
  contractId: string;
  document: ShownDocument;
  /** What lies over a page (numbered from 0), placed by `placementOf`. */
  overlay?: (page: number, size: PageSize) => ReactNode;
  /** Width of the pages as a part of the room there is. */
  zoom?: number;
  className?: string;
};

/** The pages of one of a contract's documents. */
export function DocumentPages({ contractId, document, overlay, zoom, className }: DocumentPagesProps) {
  const t = useTranslations('document');
  const common = useTranslations('common');
  const opened = useDocument(contractId, document);
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
      <PageStack
        document={opened.document}
        title={document.title}
        pages={document.pages}
        overlay={overlay}
        zoom={zoom}
      />
    </div>
  );
}
