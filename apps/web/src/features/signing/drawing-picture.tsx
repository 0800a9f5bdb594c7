type Drawing = {
  width: number;
  height: number;
  paths: readonly {
    d: string;
    fill?: string | undefined;
    stroke?: string | undefined;
    strokeWidth?: number | undefined;
  }[];
};

/** Vector paths as core draws them into a document, sharp at any size. */
export function DrawingPicture({ drawing, className }: { drawing: Drawing; className?: string | undefined }) {
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
