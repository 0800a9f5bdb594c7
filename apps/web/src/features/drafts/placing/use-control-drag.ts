'use client';

import { type PointerEvent as ReactPointerEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { ControlKind, DraftControl } from '../draft.ts';
import { pageOf, samePage } from './control-acts.ts';
import { leastSize } from './control-kinds.ts';
import {
  around,
  boundsOf,
  type Handle,
  moveTogether,
  ontoPage,
  type Point,
  type Rect,
  resize,
  toPage,
} from './page-space.ts';
import { type Guide, type Snap, snap } from './snapping.ts';
import type { PagePlace, Placing } from './use-placing.ts';

type Start =
  | { type: 'move'; ids: readonly string[]; from: PagePlace; grabbed: Point; rects: readonly Rect[] }
  | { type: 'resize'; id: string; from: PagePlace; handle: Handle; grabbed: Point; rect: Rect }
  | { type: 'new'; kind: ControlKind };

/** What is under way, as the pages show it. */
export type Drag = {
  type: Start['type'];
  /** Page the rectangles stand on; none while the pointer is beside all pages. */
  over: PagePlace | undefined;
  /** By control ID; a new control is `new`. */
  rects: ReadonlyMap<string, Rect>;
  guides: readonly Guide[];
  pointer: Point;
  kind: ControlKind | undefined;
};

const THRESHOLD = 4;
/** In CSS pixels. */
const SNAP_REACH = 6;
const EDGE = { top: 150, bottom: 110 };
const SCROLL_SPEED = 14;

/**
 * Placing, moving and resizing with mouse, pen or finger: begins once the pointer has moved a little, so that a click
 * stays a click; scrolls near the window's edges; Escape gives up; Alt lets nothing snap.
 */
export function useControlDrag(placing: Placing) {
  const root = useRef<HTMLDivElement>(null);
  const start = useRef<{ what: Start; at: Point; pointerId: number; moved: boolean }>(undefined);
  const pointer = useRef<{ at: Point; free: boolean }>({ at: { x: 0, y: 0 }, free: false });
  const [drag, setDrag] = useState<Drag>();
  const latest = useRef(placing);
  latest.current = placing;

  const begin = (event: ReactPointerEvent, what: Start) => {
    if (event.button !== 0) return;
    start.current = { what, at: clientOf(event), pointerId: event.pointerId, moved: false };
  };
  const stop = useCallback(() => {
    const { pointerId } = start.current ?? {};
    if (pointerId !== undefined && root.current?.hasPointerCapture(pointerId))
      root.current.releasePointerCapture(pointerId);
    start.current = undefined;
    setDrag(undefined);
  }, []);
  const update = useCallback(() => {
    const begun = start.current;
    if (begun?.moved) setDrag(dragAt(begun.what, pointer.current, latest.current));
  }, []);

  const isDragging = drag !== undefined;
  useEffect(() => {
    if (!isDragging) return;
    const giveUp = (event: KeyboardEvent) => {
      if (event.key === 'Escape') stop();
    };
    window.addEventListener('keydown', giveUp);
    let frame = requestAnimationFrame(function scroll() {
      const { y } = pointer.current.at;
      const by = y < EDGE.top ? -SCROLL_SPEED : y > window.innerHeight - EDGE.bottom ? SCROLL_SPEED : 0;
      if (by !== 0) {
        window.scrollBy(0, by);
        update();
      }
      frame = requestAnimationFrame(scroll);
    });
    return () => {
      window.removeEventListener('keydown', giveUp);
      cancelAnimationFrame(frame);
    };
  }, [isDragging, stop, update]);

  const onPointerMove = (event: ReactPointerEvent) => {
    const begun = start.current;
    if (!begun || event.pointerId !== begun.pointerId) return;
    pointer.current = { at: clientOf(event), free: event.altKey };
    const far = Math.hypot(event.clientX - begun.at.x, event.clientY - begun.at.y);
    if (!begun.moved && far < THRESHOLD) return;
    if (!begun.moved) root.current?.setPointerCapture(event.pointerId);
    begun.moved = true;
    update();
  };
  const onPointerUp = (event: ReactPointerEvent) => {
    const begun = start.current;
    if (!begun || event.pointerId !== begun.pointerId) return;
    if (begun.moved) {
      swallowClick();
      drop(begun.what, dragAt(begun.what, pointer.current, latest.current), latest.current);
    }
    stop();
  };

  return {
    drag,
    root,
    rootProps: { onPointerMove, onPointerUp, onPointerCancel: stop },
    startMove: (event: ReactPointerEvent, control: DraftControl) => {
      const { controls, selection } = latest.current;
      const ids = selection.has(control.id) ? selection : new Set([control.id]);
      const moving = controls.filter((each) => ids.has(each.id) && samePage(each, control));
      const grabbed = pointOn(control, clientOf(event), latest.current);
      if (!grabbed) return;
      begin(event, {
        type: 'move',
        ids: moving.map((each) => each.id),
        rects: moving,
        from: control,
        grabbed,
      });
    },
    startResize: (event: ReactPointerEvent, control: DraftControl, handle: Handle) => {
      const grabbed = pointOn(control, clientOf(event), latest.current);
      if (!grabbed) return;
      begin(event, { type: 'resize', id: control.id, from: control, handle, grabbed, rect: control });
    },
    startNew: (event: ReactPointerEvent, kind: ControlKind) => begin(event, { type: 'new', kind }),
  };
}

const clientOf = (event: ReactPointerEvent): Point => ({ x: event.clientX, y: event.clientY });

/** The click that follows a drag is none. */
function swallowClick(): void {
  const swallow = (event: MouseEvent) => event.stopPropagation();
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
}

const pageElement = ({ documentId, page }: PagePlace) =>
  document.querySelector<HTMLElement>(`[data-page="${documentId}/${page}"]`);

/** A point of the screen on a given page, be it inside or not. */
function pointOn(place: PagePlace, client: Point, { documents }: Placing): Point | undefined {
  const frame = pageElement(place)?.getBoundingClientRect();
  return frame && toPage(client, frame, pageOf(documents, place));
}

/** The page under a point of the screen. */
export function pageAt(client: Point): PagePlace | undefined {
  const element = document.elementFromPoint(client.x, client.y)?.closest<HTMLElement>('[data-page]');
  const [documentId, page] = element?.dataset.page?.split('/') ?? [];
  return documentId && page ? { documentId, page: Number(page) } : undefined;
}

function dragAt(what: Start, { at, free }: { at: Point; free: boolean }, placing: Placing): Drag {
  const base = { type: what.type, pointer: at, kind: what.type === 'new' ? what.kind : undefined };
  const over =
    what.type === 'resize' ? what.from : (pageAt(at) ?? (what.type === 'move' ? what.from : undefined));
  const point = over && pointOn(over, at, placing);
  if (!over || !point) return { ...base, over: undefined, rects: new Map(), guides: [] };
  const page = pageOf(placing.documents, over);
  const width = pageElement(over)?.getBoundingClientRect().width ?? page.width;
  const reach = free ? 0 : (SNAP_REACH / width) * page.width;
  const moving = new Set(what.type === 'move' ? what.ids : what.type === 'resize' ? [what.id] : []);
  const others = placing.controls.filter((each) => samePage(each, over) && !moving.has(each.id));
  if (what.type === 'resize') {
    const by = { x: point.x - what.grabbed.x, y: point.y - what.grabbed.y };
    const kind = placing.controls.find((each) => each.id === what.id)?.kind ?? 'text';
    const bounds = { least: leastSize[kind], page };
    const rect = resize(what.rect, what.handle, by, bounds);
    const edges = snapEdges(rect, what.handle, (moved) => snap(moved, others, page, reach));
    const snapped = resize(rect, what.handle, edges.by, bounds);
    return { ...base, over, rects: new Map([[what.id, snapped]]), guides: free ? [] : edges.guides };
  }
  const rects =
    what.type === 'new'
      ? [ontoPage(around(point, placing.sizeOf(what.kind)), page)]
      : moveTogether(what.rects, { x: point.x - what.grabbed.x, y: point.y - what.grabbed.y }, page);
  const box = boundsOf(rects);
  const { by, guides } = box ? snap(box, others, page, reach) : { by: { x: 0, y: 0 }, guides: [] };
  const ids = what.type === 'new' ? ['new'] : what.ids;
  const snapped = moveTogether(rects, by, page);
  return {
    ...base,
    over,
    guides: free ? [] : guides,
    rects: new Map(ids.map((id, n) => [id, snapped[n] ?? EMPTY])),
  };
}

/** Only the edges that are pulled snap. */
function snapEdges({ x, y, width, height }: Rect, handle: Handle, find: (edges: Rect) => Snap): Snap {
  const corner = { x: handle.includes('w') ? x : x + width, y: handle.includes('s') ? y : y + height };
  const { by, guides } = find({ ...corner, width: 0, height: 0 });
  const pulls = { x: /[ew]/.test(handle), y: /[ns]/.test(handle) };
  return {
    by: { x: pulls.x ? by.x : 0, y: pulls.y ? by.y : 0 },
    guides: guides.filter(({ axis }) => pulls[axis]),
  };
}

const EMPTY: Rect = { x: 0, y: 0, width: 0, height: 0 };

function drop(what: Start, { over, rects }: Drag, placing: Placing): void {
  if (!over) return;
  if (what.type === 'new') {
    const rect = rects.get('new');
    if (rect) placing.place(what.kind, over, { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 });
    return;
  }
  const isElsewhere = what.type === 'move' && !samePage(what.from, over);
  const moving = placing.controls.filter((each) => rects.has(each.id));
  const ids = new Set(moving.map((each) => each.id));
  if (isElsewhere && moving.some((each) => placing.refuse(each.kind, over, each.participantId, ids))) return;
  placing.edit(
    placing.controls.map((each) => {
      const rect = rects.get(each.id);
      return rect ? { ...each, ...rect, documentId: over.documentId, page: over.page } : each;
    }),
  );
}
