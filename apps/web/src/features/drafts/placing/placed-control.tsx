'use client';

import { useTranslations } from 'next-intl';
import { type PointerEvent, useEffect, useRef } from 'react';
import { partyColour } from '#features/contracts/party-colour.ts';
import { cn } from '#ui/class-names.ts';
import { placementOf } from '#ui/pdf/placement.ts';
import type { DraftControl } from '../draft.ts';
import { usePartyName } from '../party-names.ts';
import { isResizable, kindIcons } from './control-kinds.ts';
import { toMillimetres } from './millimetres.ts';
import type { Handle, Rect, Size } from './page-space.ts';
import type { useControlDrag } from './use-control-drag.ts';
import type { Placing } from './use-placing.ts';

export type PlacedControlProps = {
  control: DraftControl;
  page: Size;
  /** Where it is while it is being moved or resized. */
  rect: Rect | undefined;
  /** It is being moved over another page. */
  isAway: boolean;
  placing: Placing;
  dragging: ReturnType<typeof useControlDrag>;
};

const handles: Record<Handle, string> = {
  nw: '-top-1.5 -left-1.5 cursor-nwse-resize',
  n: '-top-1.5 left-1/2 -ml-1.5 cursor-ns-resize',
  ne: '-top-1.5 -right-1.5 cursor-nesw-resize',
  e: 'top-1/2 -right-1.5 -mt-1.5 cursor-ew-resize',
  se: '-right-1.5 -bottom-1.5 cursor-nwse-resize',
  s: '-bottom-1.5 left-1/2 -ml-1.5 cursor-ns-resize',
  sw: '-bottom-1.5 -left-1.5 cursor-nesw-resize',
  w: 'top-1/2 -left-1.5 -mt-1.5 cursor-ew-resize',
};
const handleNames = Object.keys(handles) as Handle[];

/** A control on its page: to choose, to drag, to resize, in its party's colour. */
export function PlacedControl({ control, page, rect, isAway, placing, dragging }: PlacedControlProps) {
  const t = useTranslations('draft');
  const nameOf = usePartyName();
  const button = useRef<HTMLButtonElement>(null);
  const index = placing.parties.findIndex((each) => each.id === control.participantId);
  const party = nameOf(placing.parties[index]);
  const isSelected = placing.selection.has(control.id);
  const shown = rect ?? control;
  const Icon = kindIcons[control.kind];
  const { focusId, focused } = placing;
  useEffect(() => {
    if (focusId !== control.id) return;
    button.current?.focus();
    focused();
  }, [focusId, control.id, focused]);
  const caption = captionOf(control, party, t);
  const label = t('controlLabel', {
    kind: control.kind === 'text' ? caption : t(`kinds.${control.kind}`),
    party,
    page: control.page + 1,
    left: toMillimetres(shown.x),
    top: toMillimetres(page.height - shown.y - shown.height),
  });
  const choose = (event: PointerEvent) => {
    const isFurther = event.shiftKey || event.metaKey || event.ctrlKey;
    if (isFurther) {
      const next = new Set(placing.selection);
      if (!next.delete(control.id)) next.add(control.id);
      placing.select(next);
      return;
    }
    if (!isSelected) placing.select(new Set([control.id]));
    dragging.startMove(event, control);
  };
  return (
    <span
      style={{ ...placementOf(shown, page), ...partyColour(index) }}
      className={cn('absolute', isAway && 'opacity-35')}
    >
      <span
        aria-hidden
        className={cn(
          'absolute inset-0 flex items-center justify-center gap-1 overflow-hidden rounded-sm border border-(--party) bg-(--party-wash) p-0.5 text-center text-[min(0.75rem,2.2cqw)] leading-tight text-(--party) select-none',
          control.kind === 'seal' && 'rounded-full',
          isSelected ? 'outline-2 outline-offset-1 outline-(--party)' : 'border-dashed',
        )}
      >
        <Icon className="size-[1.1em] shrink-0" />
        <span className="min-w-0 truncate">{caption}</span>
      </span>
      {/* What one takes hold of is never smaller than a finger's 24 px, however small the page is shown. */}
      <button
        ref={button}
        type="button"
        data-control={control.id}
        aria-pressed={isSelected}
        aria-label={label}
        onPointerDown={choose}
        onFocus={() => {
          // By keyboard one walks from control to control; with the pointer the press has chosen already.
          if (!isSelected && placing.selection.size <= 1) placing.select(new Set([control.id]));
        }}
        className="absolute top-1/2 left-1/2 size-full min-h-6 min-w-6 -translate-1/2 cursor-move touch-none rounded-sm"
      />
      {isSelected && placing.selection.size === 1 && isResizable(control.kind)
        ? handleNames.map((handle) => (
            <span
              key={handle}
              aria-hidden
              onPointerDown={(event) => {
                event.stopPropagation();
                dragging.startResize(event, control, handle);
              }}
              className={cn(
                'absolute size-3 touch-none rounded-full border-2 border-(--party) bg-[#fff] before:absolute before:-inset-2',
                handles[handle],
              )}
            />
          ))
        : null}
    </span>
  );
}

function captionOf(
  control: DraftControl,
  party: string,
  t: ReturnType<typeof useTranslations<'draft'>>,
): string {
  if (control.kind === 'text') return `${control.label || t('kinds.text')}${control.required ? ' *' : ''}`;
  return control.kind === 'date' ? t('kinds.date') : party;
}
