import { inkBox, type Point, strokePath } from './stroke-path.ts';

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
    <g strokeLinecap="round" strokeLinejoin="round">
      {strokes.map((stroke, index) => {
        const { d, fill = 'none', stroke: colour, strokeWidth } = strokePath(stroke);
        // biome-ignore lint/suspicious/noArrayIndexKey: strokes are only ever added at the end
        return <path key={index} d={d} fill={fill} stroke={colour} strokeWidth={strokeWidth} />;
      })}
    </g>
  );
}
