'use client';

import { useTranslations } from 'next-intl';
import { DocumentPages } from '#features/documents/document-pages.tsx';
import type { PageSize } from '#ui/pdf/placement.ts';
import { OwnField } from './own-field.tsx';
import type { Phase, SigningControl, SigningView } from './signing-view.ts';
import { TextPlace } from './text-place.tsx';
import type { Signing } from './use-signing.ts';

export type SigningDocumentsProps = {
  view: SigningView;
  phase: Phase;
  signing: Signing;
  zoom: number;
  /** The text that is typed into the page now. */
  typing: SigningControl | undefined;
  onOpen: (control: SigningControl) => void;
  onClose: () => void;
};

/** All documents under each other as one list of pages, the signer's own places on them. */
export function SigningDocuments(props: SigningDocumentsProps) {
  const { view, zoom } = props;
  const several = view.documents.length > 1;
  return view.documents.map((document, index) => (
    <section key={document.id} aria-label={document.title} className="grid grid-cols-1 gap-3">
      {several ? <DocumentHeading {...props} document={document} number={index + 1} /> : null}
      <DocumentPages
        contractId={view.contract.id}
        document={document}
        zoom={zoom}
        overlay={(page, size) => <PageFields {...props} documentId={document.id} page={page} size={size} />}
      />
    </section>
  ));
}

type HeadingProps = SigningDocumentsProps & {
  document: SigningView['documents'][number];
  number: number;
};

function DocumentHeading({ view, phase, signing, document, number }: HeadingProps) {
  const t = useTranslations('signing');
  const open = signing.open.filter((control) => control.documentId === document.id).length;
  const own = signing.controls.some((control) => control.documentId === document.id);
  return (
    <header className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 px-1 pt-3">
      <h2 className="min-w-0 font-semibold">
        {t('documentOf', { number, total: view.documents.length })} · {document.title}
      </h2>
      {phase === 'sign' ? (
        <p className="text-sm text-muted">
          {own ? (open > 0 ? t('left', { count: open }) : t('documentFilled')) : t('toRead')}
        </p>
      ) : null}
    </header>
  );
}

type PageFieldsProps = SigningDocumentsProps & { documentId: string; page: number; size: PageSize };

function PageFields({
  view,
  phase,
  signing,
  typing,
  onOpen,
  onClose,
  documentId,
  page,
  size,
}: PageFieldsProps) {
  if (phase !== 'sign' && phase !== 'running' && phase !== 'failed') return null;
  const fields = signing.controls.filter(
    (control) => control.documentId === documentId && control.page === page,
  );
  return fields.map((control) =>
    control.id === typing?.id ? (
      <TextPlace key={control.id} control={control} page={size} signing={signing} onClose={onClose} />
    ) : (
      <OwnField
        key={control.id}
        control={control}
        page={size}
        signing={signing}
        date={view.date}
        active={phase === 'sign'}
        onOpen={onOpen}
      />
    ),
  );
}
