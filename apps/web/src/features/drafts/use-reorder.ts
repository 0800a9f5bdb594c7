'use client';

import { type PointerEvent as ReactPointerEvent, useRef, useState } from 'react';

export type Reorder = {
  /** The item that is held, and where it would go. */
  held: { from: number; to: number } | undefined;
  item: (index: number) => (element: HTMLElement | null) => void;
  handle: (index: number) => {
    onPointerDown: (event: ReactPointerEvent<HTMLElement>) => void;
    onPointerMove: (event: ReactPointerEvent<HTMLElement>) => void;
    onPointerUp: () => void;
    onPointerCancel: () => void;
  };
};

/** Items of a list moved by a handle, with mouse, pen or finger. Keys have buttons of their own. */
export function useReorder(onMove: (from: number, to: number) => void): Reorder {
  const items = useRef(new Map<number, HTMLElement>());
  const [held, setHeld] = useState<{ from: number; to: number }>();
  const placeAt = (y: number, from: number): number => {
    const above = [...items.current.entries()].filter(([index, element]) => {
      const { top, height } = element.getBoundingClientRect();
      return index !== from && y > top + height / 2;
    });
    return above.length;
  };
  return {
    held,
    item: (index) => (element) => {
      if (element) items.current.set(index, element);
      else items.current.delete(index);
    },
    handle: (index) => ({
      onPointerDown: (event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        setHeld({ from: index, to: index });
      },
      onPointerMove: (event) => {
        if (held) setHeld({ from: held.from, to: placeAt(event.clientY, held.from) });
      },
      onPointerUp: () => {
        setHeld(undefined);
        if (held && held.to !== held.from) onMove(held.from, held.to);
      },
      onPointerCancel: () => setHeld(undefined),
    }),
  };
}

/** A copy of a list with one item elsewhere. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, index) => index !== from);
  const item = list[from];
  return item === undefined ? rest : [...rest.slice(0, to), item, ...rest.slice(to)];
}
