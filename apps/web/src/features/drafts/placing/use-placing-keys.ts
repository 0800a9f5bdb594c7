'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { DraftControl } from '../draft.ts';
import { copiesOf, nudged, resized, samePage } from './control-acts.ts';
import { isResizable } from './control-kinds.ts';
import type { Placing } from './use-placing.ts';
import { visiblePage } from './visible-page.ts';

const ARROWS: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

/**
 * The desk by keyboard. On a control: arrows move it by 1 point, with Shift by 10, with Alt they resize it; Delete takes it
 * away; Ctrl/⌘ with D, C, V and A copy and choose. Anywhere but in a field: Ctrl/⌘ Z and Shift Z.
 */
export function usePlacingKeys(placing: Placing) {
  const t = useTranslations('draft');
  const clipboard = useRef<readonly DraftControl[]>([]);
  const latest = useRef(placing);
  latest.current = placing;

  useEffect(() => {
    const travel = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || isField(event.target))
        return;
      event.preventDefault();
      if (event.shiftKey) latest.current.redo();
      else latest.current.undo();
    };
    window.addEventListener('keydown', travel);
    return () => window.removeEventListener('keydown', travel);
  }, []);

  const move = (event: KeyboardEvent, arrow: { x: number; y: number }) => {
    const { controls, documents, edit, say, selection } = placing;
    const step = event.shiftKey ? 10 : 1;
    const by = { x: arrow.x * step, y: arrow.y * step };
    const tag = `${event.altKey ? 'resize' : 'nudge'} ${[...selection].join(' ')}`;
    if (!event.altKey) edit(nudged(controls, selection, by, documents), { tag });
    else {
      const able = new Set([...selection].filter((id) => isResizable(kindOf(id))));
      edit(resized(controls, able, by, documents), { tag });
    }
    say(t('saidMoved', { x: by.x, y: by.y }));
    function kindOf(id: string) {
      return controls.find((each) => each.id === id)?.kind ?? 'seal';
    }
  };

  const command = (key: string): boolean => {
    const { add, controls, documents, select, selected } = placing;
    if (key === 'd') add(copiesOf(selected, documents));
    else if (key === 'c') clipboard.current = selected;
    else if (key === 'v') {
      const at = visiblePage()?.place;
      if (clipboard.current.length > 0) add(copiesOf(clipboard.current, documents, at));
    } else if (key === 'a') {
      const [first] = selected;
      select(new Set(controls.filter((each) => !first || samePage(each, first)).map((each) => each.id)));
    } else return false;
    return true;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (isField(event.target)) return;
    if (event.key === 'Escape' && placing.tool) return placing.setTool(undefined);
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && command(event.key.toLowerCase())) return event.preventDefault();
    if (isCommand || !isControl(event.target)) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      event.preventDefault();
      move(event, arrow);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      focusNext(placing);
      placing.remove(placing.selection);
    } else if (event.key === 'Escape') placing.select(new Set());
  };
  return { onKeyDown };
}

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, [role=dialog], [role=combobox]') !== null;

const isControl = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('[data-control]') !== null;

/** Whoever works by keyboard stays among the controls when one goes. */
function focusNext({ selection }: Placing): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-control]')];
  const at = all.findIndex((each) => each.contains(document.activeElement));
  const rest = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0)).reverse()];
  rest.find((each) => !selection.has(each.dataset.control ?? ''))?.focus();
}
