'use client';

import { useLayoutEffect, useRef } from 'react';

/** As the document's writer makes a text smaller to fit its place. */
const SHRINK = [1, 0.92, 0.84, 0.76, 0.68, 0.6];
const LINE_HEIGHT = 1.25;

export type FittedTextProps = {
  text: string;
  /** In points, of a page of this width. */
  fontSize: number;
  pageWidth: number;
};

/** A text at the size it will have in the document, wrapped as it will be, nearly: one line in the middle, several from the top. */
export function FittedText({ text, fontSize, pageWidth }: FittedTextProps) {
  const box = useRef<HTMLSpanElement>(null);
  const words = useRef<HTMLSpanElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text has to be fitted anew
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !words.current) return;
    for (const factor of SHRINK) {
      element.style.fontSize = sizeOf(fontSize * factor, pageWidth);
      const lines = words.current.getClientRects().length;
      element.style.alignContent = lines > 1 ? 'start' : 'center';
      const high = lines > 1 && element.scrollHeight > element.clientHeight + 1;
      const wide = element.scrollWidth > element.clientWidth + 1;
      if (!high && !wide) break;
    }
  }, [text, fontSize, pageWidth]);
  return (
    <span
      ref={box}
      style={{ fontSize: sizeOf(fontSize, pageWidth), lineHeight: LINE_HEIGHT }}
      className="block size-full overflow-hidden px-[0.3cqw] text-left font-normal break-words whitespace-pre-wrap text-[#10182b]"
    >
      <span ref={words}>{text}</span>
    </span>
  );
}

/** Points on the paper, whatever the page's size on the screen. The page is the container. */
export const sizeOf = (points: number, pageWidth: number): string => `${(points / pageWidth) * 100}cqw`;
