'use client';

import { useTranslations } from 'next-intl';
import { memo, useMemo } from 'react';
import { useDocument } from '#features/documents/use-document.ts';
import { Button } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';
import type { PdfDocument } from '#ui/pdf/engine.ts';
import { PdfPage } from '#ui/pdf/pdf-page.tsx';
import type { DraftControl, DraftDocument } from '../draft.ts';
import { useDraft } from '../draft-context.tsx';
import { inReadingOrder } from './control-acts.ts';
import { MissingPlaces } from './missing-places.tsx';
import { PageLayer, type PageLayerProps } from './page-layer.tsx';
import type { Drag, useControlDrag } from './use-control-drag.ts';
import type { Placing } from './use-placing.ts';

type Dragging = ReturnType<typeof useControlDrag>;

export type PlacingPagesProps = { placing: Placing; dragging: Dragging; zoom: number };

/** All pages of all documents under each other. Only those near the screen are drawn. */
export function PlacingPages({ placing, dragging, zoom }: PlacingPagesProps) {
  const { documents } = placing;
  const byPage = useMemo(() => {
    const pages = new Map<string, DraftControl[]>();
    for (const control of inReadingOrder(placing.controls, documents)) {
      const key = `${control.documentId}/${control.page}`;
      pages.set(key, [...(pages.get(key) ?? []), control]);
    }
    return pages;
  }, [placing.controls, documents]);
  return (
    <div className={zoom > 100 ? 'overflow-x-auto' : undefined}>
      <div className="mx-auto grid gap-8" style={{ width: `${zoom}%` }}>
        {documents.map((document) => (
          <DocumentPages
            key={document.id}
            document={document}
            placing={placing}
            dragging={dragging}
            byPage={byPage}
          />
        ))}
      </div>
    </div>
  );
}

type DocumentPagesProps = Omit<PlacingPagesProps, 'zoom'> & {
  document: DraftDocument;
  byPage: ReadonlyMap<string, DraftControl[]>;
};

const NONE: DraftControl[] = [];

function DocumentPages({ document, placing, dragging, byPage }: DocumentPagesProps) {
  const t = useTranslations('document');
  const common = useTranslations('common');
  const { contractId } = useDraft();
  const opened = useDocument(contractId, document);
  const { drag } = dragging;
  const again = (
    <Button size="sm" onClick={opened.retry}>
      {common('retry')}
    </Button>
  );
  return (
    <section aria-labelledby={`placing-${document.id}`} className="grid gap-3">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h2 id={`placing-${document.id}`} className="min-w-0 text-lg font-semibold">
          {document.title}
        </h2>
        <MissingPlaces document={document} placing={placing} />
      </header>
      {opened.failed ? (
        <Notice tone="danger" action={again}>
          {t('failed')}
        </Notice>
      ) : null}
      {document.pages.map((_, page) => {
        const controls = byPage.get(`${document.id}/${page}`) ?? NONE;
        return (
          <PlacingPage
            // biome-ignore lint/suspicious/noArrayIndexKey: pages are fixed in order and number
            key={page}
            pdf={opened.document}
            document={document}
            page={page}
            controls={controls}
            drag={concerns(drag, document.id, page, controls) ? drag : undefined}
            placing={placing}
            dragging={dragging}
          />
        );
      })}
    </section>
  );
}

/** Does what is being dragged show on this page? The others needn't be drawn anew. */
function concerns(
  drag: Drag | undefined,
  documentId: string,
  page: number,
  controls: DraftControl[],
): boolean {
  if (!drag) return false;
  if (drag.over?.documentId === documentId && drag.over.page === page) return true;
  return controls.some((control) => drag.rects.has(control.id));
}

type PlacingPageProps = PageLayerProps & { pdf: PdfDocument | undefined };

const PlacingPage = memo(function PlacingPage({ pdf, ...layer }: PlacingPageProps) {
  const t = useTranslations('document');
  const { document, page } = layer;
  const size = document.pages[page] ?? { width: 595, height: 842 };
  const label = t('page', { title: document.title, number: page + 1, total: document.pages.length });
  return (
    <PdfPage document={pdf} number={page + 1} size={size} label={label}>
      <PageLayer {...layer} />
    </PdfPage>
  );
}, isUnchanged);

/** Handlers of the desk always see its newest state, so a page is drawn anew only for what it shows. */
function isUnchanged(a: PlacingPageProps, b: PlacingPageProps): boolean {
  return (
    a.pdf === b.pdf &&
    a.document === b.document &&
    a.controls === b.controls &&
    a.drag === b.drag &&
    a.placing.selection === b.placing.selection &&
    a.placing.tool === b.placing.tool &&
    a.placing.party === b.placing.party &&
    a.placing.parties === b.placing.parties &&
    a.placing.focusId === b.placing.focusId &&
    a.placing.controls === b.placing.controls
  );
}
