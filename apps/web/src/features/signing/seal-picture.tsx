import type { Seal } from './signing-view.ts';

/** A seal from its drawing, sharp at any size. */
export function SealPicture({ seal, className }: { seal: Pick<Seal, 'drawing'>; className?: string }) {
  const { width, height, paths } = seal.drawing;
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
