import type { Drawing } from '@chopmark/core';
import { cn } from '#ui/class-names.ts';

/**
 * A seal as it is stamped: a designed one from its paths, sharp at any size; an uploaded one from its picture. Only to
 * look at: whoever shows it says beside it what it is.
 */
export function SealPicture({ seal, className }: { seal: { drawing: Drawing }; className?: string }) {
  const { drawing } = seal;
  if (drawing.type === 'png') {
    return (
      // biome-ignore lint/performance/noImgElement: the picture comes with the seal; there is nothing to fetch or resize
      <img
        src={`data:image/png;base64,${drawing.base64}`}
        width={drawing.width}
        height={drawing.height}
        alt=""
        aria-hidden="true"
        draggable={false}
        className={cn('object-contain', className)}
      />
    );
  }
  const { width, height, paths } = drawing;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true" className={className}>
      {paths.map((path, index) => (
        <path
          // biome-ignore lint/suspicious/noArrayIndexKey: the paths of a drawing are fixed in order and number
          key={index}
          d={path.d}
          fill={path.fill ?? 'none'}
          stroke={path.stroke}
          strokeWidth={path.strokeWidth}
        />
      ))}
    </svg>
  );
}
