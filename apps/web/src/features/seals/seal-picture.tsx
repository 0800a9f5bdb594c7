import type { Drawing } from '@chopmark/core';
import { cn } from '#ui/class-names.ts';

type SealPictureProps = { seal: { drawing: Drawing }; className?: string };

/**
 * A seal as it is stamped: a designed one from its paths, sharp at any size; an uploaded one from its picture. Only to
 * look at: whoever shows it says beside it what it is.
 */
export function SealPicture({ seal, className }: SealPictureProps) {
  const { drawing } = seal;
  if (drawing.type === 'paths') {
    return (
      <svg
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        aria-hidden="true"
        className={cn('overflow-visible', className)}
      >
        <Paths paths={drawing.paths} />
      </svg>
    );
  }
  return (
    // biome-ignore lint/performance/noImgElement: the picture comes with the seal; there is nothing to fetch or resize
    <img
      src={pictureSource(drawing)}
      width={drawing.width}
      height={drawing.height}
      alt=""
      aria-hidden="true"
      draggable={false}
      className={cn('object-contain', className)}
    />
  );
}

type SealGraphicProps = { drawing: Drawing; x: number; y: number; width: number; height: number };

/** The same inside a drawing of one's own, at a place in its units. */
export function SealGraphic({ drawing, ...place }: SealGraphicProps) {
  if (drawing.type === 'png') return <image href={pictureSource(drawing)} {...place} />;
  return (
    <svg {...place} viewBox={`0 0 ${drawing.width} ${drawing.height}`} aria-hidden="true">
      <Paths paths={drawing.paths} />
    </svg>
  );
}

const pictureSource = ({ base64 }: Extract<Drawing, { type: 'png' }>) => `data:image/png;base64,${base64}`;

function Paths({ paths }: Pick<Extract<Drawing, { type: 'paths' }>, 'paths'>) {
  return paths.map((path, index) => (
    <path
      // biome-ignore lint/suspicious/noArrayIndexKey: the paths of a drawing are fixed in order and number
      key={index}
      d={path.d}
      fill={path.fill ?? 'none'}
      stroke={path.stroke}
      strokeWidth={path.strokeWidth}
    />
  ));
}
