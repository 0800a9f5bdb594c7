import type { PDFPageProxy } from 'pdfjs-dist';
import { pdfEngine } from './engine.ts';

/** Phones refuse larger canvases or run out of memory. */
const MAX_PIXELS = 16_000_000;

export type Drawing = { done: Promise<void>; cancel: () => void };

/** Draws a page into a canvas. @param width of the canvas on the page, in CSS pixels */
export function drawPage(page: PDFPageProxy, canvas: HTMLCanvasElement, width: number): Drawing {
  const natural = page.getViewport({ scale: 1 });
  const wanted = (width / natural.width) * Math.max(window.devicePixelRatio, 1.5);
  const scale = Math.min(wanted, Math.sqrt(MAX_PIXELS / (natural.width * natural.height)));
  const viewport = page.getViewport({ scale });
  // Drawn aside and put in at once: what stood there before stays until then.
  const drawn = document.createElement('canvas');
  drawn.width = Math.round(viewport.width);
  drawn.height = Math.round(viewport.height);
  const task = page.render({ canvas: drawn, viewport });
  let cancelled = false;
  const done = task.promise.then(() => {
    if (cancelled) return;
    canvas.width = drawn.width;
    canvas.height = drawn.height;
    canvas.getContext('2d')?.drawImage(drawn, 0, 0);
    drawn.width = 0;
  });
  return {
    done,
    cancel: () => {
      cancelled = true;
      task.cancel();
    },
  };
}

/** Lays the page's text over its picture, to be selected, searched and read aloud. */
export async function layText(page: PDFPageProxy, container: HTMLElement, width: number): Promise<void> {
  const { TextLayer } = await pdfEngine();
  const scale = width / page.getViewport({ scale: 1 }).width;
  container.replaceChildren();
  container.style.setProperty('--total-scale-factor', String(scale));
  const layer = new TextLayer({
    textContentSource: page.streamTextContent(),
    container,
    viewport: page.getViewport({ scale }),
  });
  await layer.render();
}
