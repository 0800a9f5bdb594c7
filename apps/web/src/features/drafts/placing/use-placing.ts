'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useRef, useState } from 'react';
import { toast } from '#ui/toaster.tsx';
import type { ControlKind, DraftControl } from '../draft.ts';
import { useDraft } from '../draft-context.tsx';
import { newId } from '../new-id.ts';
import { usePartyName } from '../party-names.ts';
import { pageOf } from './control-acts.ts';
import { emptyHistory, type History, record, redo, undo } from './control-history.ts';
import { DEFAULT_FONT_SIZE, isWritten, refusalOf, usualSize } from './control-kinds.ts';
import { around, ontoPage, type Point } from './page-space.ts';

export type PagePlace = { documentId: string; page: number };
export type Placing = ReturnType<typeof usePlacing>;

/** The controls of a draft while they are being placed: what is chosen, what can be undone, and what was last said. */
export function usePlacing() {
  const t = useTranslations('draft');
  const nameOf = usePartyName();
  const { seal, session, state } = useDraft();
  const { controls, parties } = state.content;
  const { documents } = state;
  const [history, setHistory] = useState<History>(emptyHistory);
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());
  const [tool, setTool] = useState<ControlKind>();
  const [chosenParty, setParty] = useState<string>();
  const [said, say] = useState('');
  const [focusId, setFocusId] = useState<string>();
  /** The size a text was given last: the next one of its kind begins with it. */
  const lastFont = useRef(DEFAULT_FONT_SIZE);
  const party = parties.find((each) => each.id === chosenParty) ?? parties[0];

  const show = useCallback(
    (next: readonly DraftControl[]) => {
      const { parties: people } = session.snapshot().content;
      const files = session.snapshot().documents;
      // What is brought back may be of a party or document that has gone since.
      const living = next.filter(
        (control) =>
          people.some((each) => each.id === control.participantId) &&
          files.some((each) => each.id === control.documentId),
      );
      session.change('controls', living);
    },
    [session],
  );

  const edit = useCallback(
    (next: readonly DraftControl[], options: { tag?: string; said?: string } = {}) => {
      const before = session.snapshot().content.controls;
      setHistory((past) => record(past, before, { tag: options.tag, now: Date.now() }));
      show(next);
      if (options.said) say(options.said);
    },
    [session, show],
  );

  const travel = (step: typeof undo, words: string) => {
    const result = step(history, controls);
    if (!result) return;
    setHistory(result.history);
    show(result.controls);
    setSelection(new Set());
    say(words);
  };

  const refuse = (
    kind: ControlKind,
    place: PagePlace,
    participantId = party?.id,
    except?: ReadonlySet<string>,
  ) => {
    const own = parties.find((each) => each.id === participantId);
    const hasPlace = controls.some(
      (each) =>
        each.documentId === place.documentId && each.participantId === participantId && !except?.has(each.id),
    );
    const document = documents.find((each) => each.id === place.documentId);
    const refusal = refusalOf(kind, own, document, hasPlace);
    if (!refusal) return false;
    toast.error(t(`refusals.${refusal}`));
    return true;
  };

  /** Puts a new control of the chosen party onto a page, chooses it and moves the focus to it. */
  const place = (kind: ControlKind, at: PagePlace, centre: Point, by?: Point) => {
    if (!party || refuse(kind, at)) return;
    const page = pageOf(documents, at);
    const rect = around(centre, sizeOf(kind));
    const control: DraftControl = {
      id: newId(),
      ...at,
      participantId: party.id,
      kind,
      ...ontoPage({ ...rect, x: rect.x + (by?.x ?? 0), y: rect.y + (by?.y ?? 0) }, page),
      label: null,
      required: true,
      fontSize: isWritten(kind) ? lastFont.current : null,
    };
    edit([...controls, control], {
      said: t('saidPlaced', { kind: t(`kinds.${kind}`), party: nameOf(party), page: at.page + 1 }),
    });
    setSelection(new Set([control.id]));
    setFocusId(control.id);
    setTool(undefined);
  };

  const sizeOf = (kind: ControlKind) =>
    usualSize(kind, {
      seal,
      locale: party?.kind === 'person' ? party.locale : 'zh-CN',
      fontSize: lastFont.current,
    });

  const remove = (ids: ReadonlySet<string>) => {
    if (ids.size === 0) return;
    edit(
      controls.filter((control) => !ids.has(control.id)),
      { said: t('saidRemoved', { count: ids.size }) },
    );
    setSelection(new Set());
  };

  const add = (copies: readonly DraftControl[]) => {
    if (copies.some((copy) => refuse(copy.kind, copy, copy.participantId))) return;
    edit([...controls, ...copies], { said: t('saidCopied', { count: copies.length }) });
    setSelection(new Set(copies.map((each) => each.id)));
    setFocusId(copies[0]?.id);
  };

  const selected = useMemo(() => controls.filter((each) => selection.has(each.id)), [controls, selection]);
  return {
    controls,
    documents,
    parties,
    party,
    setParty,
    tool,
    setTool,
    selection,
    selected,
    select: setSelection,
    said,
    say,
    focusId,
    focused: () => setFocusId(undefined),
    edit,
    /** What stood here before the server changed it, to be undone. */
    remember: (before: DraftControl[]) => setHistory((past) => record(past, before, { now: Date.now() })),
    place,
    add,
    remove,
    refuse,
    sizeOf,
    rememberFont: (size: number) => {
      lastFont.current = size;
    },
    undo: () => travel(undo, t('saidUndone')),
    redo: () => travel(redo, t('saidRedone')),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  };
}
