'use client';

import { useLayoutEffect, useRef } from 'react';
import { cn } from '#ui/class-names.ts';

/** As the document's writer makes a text smaller to fit its place. */
const SHRINK = [1, 0.92, 0.84, 0.76, 0.68, 0.6];
const LINE_HEIGHT = 1.25;

export type FittedTextProps = {
  text: string;
  /** In points, of a page of this width. */
  fontSize: number;
  pageWidth: number;
  /** Height of the place in points. */
  height: number;
  className?: string;
};

/** A text at the size it will have in the document, wrapped as it will be, nearly. */
export function FittedText({ text, fontSize, pageWidth, height, className }: FittedTextProps) {
  const box = useRef<HTMLSpanElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text has to be fitted anew
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    for (const factor of SHRINK) {
      element.style.fontSize = sizeOf(fontSize * factor, pageWidth);
      const high = element.scrollHeight > element.clientHeight + 1;
      const wide = element.scrollWidth > element.clientWidth + 1;
      if (!high && !wide) break;
    }
  }, [text, fontSize, pageWidth]);
  const single = height < 2 * fontSize * LINE_HEIGHT;
  return (
    <span
      ref={box}
      style={{ fontSize: sizeOf(fontSize, pageWidth), lineHeight: LINE_HEIGHT }}
      className={cn(
        'block size-full overflow-hidden px-[0.3cqw] text-left font-normal break-words whitespace-pre-wrap text-[#10182b]',
        single && 'flex items-center',
        className,
      )}
    >
      {text}
    </span>
  );
}

/** Points on the paper, whatever the page's size on the screen. The page is the container. */
export const sizeOf = (points: number, pageWidth: number): string => `${(points / pageWidth) * 100}cqw`;
