'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { cn } from '../class-names.ts';
import { drawPage, layText } from './draw-page.ts';
import type { PdfDocument } from './engine.ts';
import type { PageSize } from './placement.ts';
import './text-layer.css';
import { useNearScreen, useWidth } from './use-on-screen.ts';

export type PdfPageProps = {
  document: PdfDocument | undefined;
  /** From 1. */
  number: number;
  /** In points, known before the file is here: nothing jumps when it comes. */
  size: PageSize;
  label: string;
  /** What lies over the page, placed by `placementOf`. */
  children?: ReactNode;
  className?: string;
};

/** One page of a PDF. Only while it is near the screen does it hold a picture and its text; paper is white, whatever the theme. */
export function PdfPage({ document, number, size, label, children, className }: PdfPageProps) {
  const frame = useRef<HTMLDivElement>(null);
  const near = useNearScreen(frame);
  const width = useWidth(frame);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a page of a document is no fieldset
    <div
      ref={frame}
      role="group"
      aria-label={label}
      data-pdf-page={number}
      style={{ aspectRatio: `${size.width} / ${size.height}` }}
      className={cn(
        'relative w-full overflow-clip [container-type:inline-size] rounded-sm border bg-[#fff] text-[#10182b]',
        className,
      )}
    >
      {document && near && width > 0 ? (
        <PageContent document={document} number={number} width={width} />
      ) : (
        <Blank />
      )}
      {children}
    </div>
  );
}

type PageContentProps = { document: PdfDocument; number: number; width: number };

/** The picture of a page and, over it, its text to be selected, found and read aloud. */
function PageContent({ document, number, width }: PageContentProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    const target = canvas.current;
    const layer = text.current;
    if (!target || !layer) return;
    let stop = () => {};
    let stopped = false;
    document
      .getPage(number)
      .then(async (page) => {
        if (stopped) return;
        const drawing = drawPage(page, target, width);
        stop = drawing.cancel;
        await drawing.done;
        if (stopped) return;
        setDrawn(true);
        await layText(page, layer, width);
      })
      // Cancelled, or a page that cannot be drawn: the paper stays blank, the others are shown.
      .catch(() => undefined);
    return () => {
      stopped = true;
      stop();
    };
  }, [document, number, width]);
  // Gives back the pixels at once, and what the engine keeps of the page: browsers collect canvases late.
  useEffect(() => {
    const target = canvas.current;
    return () => {
      if (target) target.width = 0;
      void document
        .getPage(number)
        .then((page) => page.cleanup())
        .catch(() => undefined);
    };
  }, [document, number]);
  return (
    <>
      <canvas ref={canvas} aria-hidden className="absolute inset-0 size-full" />
      {drawn ? null : <Blank />}
      <div ref={text} className="pdf-text" />
    </>
  );
}

const Blank = () => (
  <span aria-hidden className="absolute inset-0 animate-pulse bg-[#eceae4] motion-reduce:animate-none" />
);
