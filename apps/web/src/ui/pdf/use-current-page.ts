'use client';

import { type RefObject, useEffect, useState } from 'react';

/**
 * Which page inside an element one is looking at: the last that begins above the middle of the screen. Pages follow each
 * other downwards; those of several documents count on.
 */
export function useCurrentPage(container: RefObject<HTMLElement | null>): number {
  const [current, setCurrent] = useState(1);
  useEffect(() => {
    const element = container.current;
    if (!element) return;
    let frame = 0;
    const look = () => {
      frame = 0;
      const pages = pagesIn(element);
      const middle = window.innerHeight / 2;
      setCurrent(Math.max(1, countAbove(pages, middle)));
    };
    const wake = () => {
      frame ||= requestAnimationFrame(look);
    };
    // Capturing: the pages may scroll inside of something.
    window.addEventListener('scroll', wake, { capture: true, passive: true });
    window.addEventListener('resize', wake);
    wake();
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', wake, { capture: true });
      window.removeEventListener('resize', wake);
    };
  }, [container]);
  return current;
}

/** Brings a page (from 1) to the top of the screen. */
export function goToPage(container: HTMLElement | null, number: number): void {
  const page = container ? pagesIn(container)[number - 1] : undefined;
  page?.scrollIntoView({ block: 'start' });
}

const pagesIn = (element: HTMLElement): HTMLElement[] => [
  ...element.querySelectorAll<HTMLElement>('[data-pdf-page]'),
];

/** How many pages begin above a line; they are in order, so half of them need not be looked at each time. */
function countAbove(pages: readonly HTMLElement[], line: number): number {
  let [low, high] = [0, pages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pages[middle]?.getBoundingClientRect().top ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return low;
}
