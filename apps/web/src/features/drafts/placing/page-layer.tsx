'use client';

import type { MouseEvent } from 'react';
import { partyColour } from '#features/contracts/party-colour.ts';
import { cn } from '#ui/class-names.ts';
import { placementOf } from '#ui/pdf/placement.ts';
import type { DraftControl, DraftDocument } from '../draft.ts';
import { toPage } from './page-space.ts';
import { PlacedControl } from './placed-control.tsx';
import type { Drag, useControlDrag } from './use-control-drag.ts';
import type { Placing } from './use-placing.ts';

export type PageLayerProps = {
  document: DraftDocument;
  page: number;
  /** As one reads. */
  controls: readonly DraftControl[];
  drag: Drag | undefined;
  placing: Placing;
  dragging: ReturnType<typeof useControlDrag>;
};

/** What lies over a page: its controls, what is dragged over it, and the lines it snaps to. */
export function PageLayer({ document, page, controls, drag, placing, dragging }: PageLayerProps) {
  const size = document.pages[page] ?? { width: 595, height: 842 };
  const isOver = drag?.over?.documentId === document.id && drag.over.page === page;
  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    if (!placing.tool) return placing.select(new Set());
    const frame = event.currentTarget.getBoundingClientRect();
    const centre = toPage({ x: event.clientX, y: event.clientY }, frame, size);
    placing.place(placing.tool, { documentId: document.id, page }, centre);
  };
  const here = new Set(controls.map((each) => each.id));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pressing the page is an addition; by keyboard the palette places
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div
      data-page={`${document.id}/${page}`}
      data-width={size.width}
      data-height={size.height}
      onClick={onClick}
      className={cn('absolute inset-0', placing.tool && 'cursor-crosshair')}
    >
      {controls.map((control) => (
        <PlacedControl
          key={control.id}
          control={control}
          page={size}
          rect={isOver ? drag.rects.get(control.id) : undefined}
          isAway={Boolean(drag && !isOver && drag.rects.has(control.id))}
          placing={placing}
          dragging={dragging}
        />
      ))}
      {isOver
        ? [...drag.rects].map(([id, rect]) =>
            here.has(id) ? null : (
              <span
                key={id}
                aria-hidden
                style={{ ...placementOf(rect, size), ...ghostColour(id, placing) }}
                className="pointer-events-none absolute rounded-sm border-2 border-(--party) bg-(--party-wash)"
              />
            ),
          )
        : null}
      {isOver
        ? drag.guides.map(({ axis, at }) => (
            <span
              key={`${axis}${at}`}
              aria-hidden
              style={
                axis === 'x'
                  ? { left: `${(at / size.width) * 100}%` }
                  : { bottom: `${(at / size.height) * 100}%` }
              }
              className={cn(
                'pointer-events-none absolute bg-[oklch(0.55_0.16_262)]',
                axis === 'x' ? 'inset-y-0 w-px' : 'inset-x-0 h-px',
              )}
            />
          ))
        : null}
    </div>
  );
}

function ghostColour(id: string, { controls, parties, party }: Placing) {
  const participantId = controls.find((each) => each.id === id)?.participantId ?? party?.id;
  return partyColour(parties.findIndex((each) => each.id === participantId));
}
