import { type Point, type Size, toPage } from './page-space.ts';
import type { PagePlace } from './use-placing.ts';

/** The page in the middle of the window, and the point of it that is in sight there; undefined when none is. */
export function visiblePage(): { place: PagePlace; centre: Point } | undefined {
  const middle = { x: window.innerWidth / 2, y: window.innerHeight / 2 };
  let nearest: { element: HTMLElement; distance: number } | undefined;
  for (const element of document.querySelectorAll<HTMLElement>('[data-page]')) {
    const { top, bottom } = element.getBoundingClientRect();
    const distance = Math.max(top - middle.y, middle.y - bottom, 0);
    if (!nearest || distance < nearest.distance) nearest = { element, distance };
  }
  const [documentId, page] = nearest?.element.dataset.page?.split('/') ?? [];
  if (!nearest || !documentId || !page) return undefined;
  const frame = nearest.element.getBoundingClientRect();
  const size = sizeOf(nearest.element);
  const y = Math.min(Math.max(middle.y, frame.top), frame.bottom);
  return {
    place: { documentId, page: Number(page) },
    centre: toPage({ x: frame.left + frame.width / 2, y }, frame, size),
  };
}

const sizeOf = ({ dataset }: HTMLElement): Size => ({
  width: Number(dataset.width ?? 595),
  height: Number(dataset.height ?? 842),
});
