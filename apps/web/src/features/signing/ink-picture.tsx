import { inkBox, PEN, type Point, strokePath } from './stroke-path.ts';

/** Handwriting, cropped to its ink as it will be in the document. */
export function InkPicture({ strokes, className }: { strokes: readonly Point[][]; className?: string }) {
  return (
    <svg viewBox={inkBox(strokes)} aria-hidden="true" className={className}>
      <Ink strokes={strokes} />
    </svg>
  );
}

export function Ink({ strokes }: { strokes: readonly Point[][] }) {
  return (
    <g fill="none" stroke="#10182b" strokeWidth={PEN} strokeLinecap="round" strokeLinejoin="round">
      {strokes.map((stroke, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: strokes are only ever added at the end
        <path key={index} d={strokePath(stroke)} />
      ))}
    </g>
  );
}
