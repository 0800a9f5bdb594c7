'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '../class-names.ts';
import type { PdfDocument } from './engine.ts';
import { PdfPage } from './pdf-page.tsx';
import type { PageSize } from './placement.ts';
import { FIT_WIDTH } from './zoom.ts';

export type PageStackProps = {
  document: PdfDocument | undefined;
  title: string;
  pages: readonly PageSize[];
  /** What lies over a page (numbered from 0), placed by `placementOf`. */
  overlay?: ((page: number, size: PageSize) => ReactNode) | undefined;
  /** Width of the pages as a part of the room there is. */
  zoom?: number | undefined;
};

/** A document's pages under each other. Wider ones than there is room for are moved sideways, not the whole page. */
export function PageStack({ document, title, pages, overlay, zoom = FIT_WIDTH }: PageStackProps) {
  const t = useTranslations('document');
  const wide = zoom > FIT_WIDTH;
  return (
    <section
      className={cn(wide && 'overflow-x-auto')}
      {...(wide ? { tabIndex: 0, 'aria-label': t('sideways', { title }) } : {})}
    >
      <div style={{ width: `${zoom * 100}%` }} className="mx-auto grid gap-4">
        {pages.map((size, page) => (
          <PdfPage
            // biome-ignore lint/suspicious/noArrayIndexKey: pages are fixed in order and number
            key={page}
            document={document}
            number={page + 1}
            size={size}
            label={t('page', { title, number: page + 1, total: pages.length })}
          >
            {overlay?.(page, size)}
          </PdfPage>
        ))}
      </div>
    </section>
  );
}
