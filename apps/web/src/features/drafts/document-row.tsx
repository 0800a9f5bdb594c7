'use client';

import { FileText, GripVertical, Trash2 } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { useErrorText } from '#client/api-hooks.ts';
import { useApi } from '#client/api-provider.tsx';
import { Button } from '#ui/button.tsx';
import { cn } from '#ui/class-names.ts';
import { ConfirmDialog } from '#ui/confirm-dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import type { DraftDocument } from './draft.ts';
import { useDraft } from './draft-context.tsx';
import { MoveButtons } from './move-buttons.tsx';
import type { Reorder } from './use-reorder.ts';

export type DocumentRowProps = {
  document: DraftDocument;
  index: number;
  count: number;
  reorder: Reorder;
  onMove: (to: number) => void;
};

const MEGABYTE = 1024 * 1024;

/** One document: its name, which can be changed, what it is, and its place among the others. */
export function DocumentRow({ document, index, count, reorder, onMove }: DocumentRowProps) {
  const t = useTranslations('draft');
  const format = useFormatter();
  const { title } = document;
  const { held } = reorder;
  const size = format.number(document.size / MEGABYTE, {
    style: 'unit',
    unit: 'megabyte',
    unitDisplay: 'short',
    maximumFractionDigits: document.size < MEGABYTE ? 2 : 1,
  });
  return (
    <li
      ref={reorder.item(index)}
      className={cn(
        'rounded-lg border bg-raised',
        held?.from === index && 'opacity-50',
        held && held.to === index && held.from !== index && 'border-accent outline-2 outline-accent',
      )}
    >
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 p-2 sm:flex-nowrap">
        {count > 1 ? (
          <span
            {...reorder.handle(index)}
            aria-hidden
            className="grid size-9 shrink-0 cursor-grab touch-none place-items-center text-muted"
          >
            <GripVertical className="size-4" />
          </span>
        ) : null}
        <FileText aria-hidden className="ml-1 size-5 shrink-0 text-muted" />
        <DocumentTitle document={document} number={index + 1} />
        <div className="ml-auto flex shrink-0">
          {count > 1 ? <MoveButtons title={title} index={index} count={count} onMove={onMove} /> : null}
          <RemoveDocument document={document} />
        </div>
      </div>
      <p className="flex flex-wrap gap-x-3 px-4 pb-3 text-sm text-muted">
        <span>{t('pages', { count: document.pages.length })}</span>
        <span>{size}</span>
        <span className="min-w-0 truncate">{t('from', { file: document.sourceName })}</span>
        {document.signedBefore ? <span className="basis-full">{t('signedBefore')}</span> : null}
      </p>
    </li>
  );
}

/** Saved when one leaves the field. */
function DocumentTitle({ document, number }: { document: DraftDocument; number: number }) {
  const t = useTranslations('draft');
  const errorText = useErrorText();
  const { client } = useApi();
  const { contractId, session } = useDraft();
  const [title, setTitle] = useState(document.title);
  const [fault, setFault] = useState<unknown>();
  const save = () => {
    const name = title.trim();
    if (name === '') setTitle(document.title);
    if (name === '' || name === document.title) return;
    setFault(undefined);
    void session
      .act(() => client.contracts.renameDocument.mutate({ contractId, documentId: document.id, title: name }))
      .catch(setFault);
  };
  return (
    <Field
      label={<span className="sr-only">{t('documentTitle', { number })}</span>}
      error={fault ? errorText(fault) : undefined}
      className="min-w-0 flex-1 gap-0"
    >
      <Input
        value={title}
        maxLength={120}
        onChange={(event) => setTitle(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => (event.key === 'Enter' ? event.currentTarget.blur() : undefined)}
        className="border-transparent bg-transparent font-medium hover:border-field focus:border-field"
      />
    </Field>
  );
}

function RemoveDocument({ document }: { document: DraftDocument }) {
  const t = useTranslations('draft');
  const { client } = useApi();
  const { contractId, session, state } = useDraft();
  const count = state.content.controls.filter((each) => each.documentId === document.id).length;
  const remove = () =>
    session.act(() => client.contracts.removeDocument.mutate({ contractId, documentId: document.id }));
  return (
    <ConfirmDialog
      title={t('removeDocument', { document: document.title })}
      description={count > 0 ? t('removeDocumentControls', { count }) : t('removeDocumentText')}
      act={t('removeAct')}
      onConfirm={remove}
      trigger={
        <Button variant="quiet" size="icon" aria-label={t('remove', { party: document.title })}>
          <Trash2 aria-hidden />
        </Button>
      }
    />
  );
}
