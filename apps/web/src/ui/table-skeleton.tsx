import { cn } from './class-names.ts';
import { Skeleton } from './skeleton.tsx';

export type TableSkeletonProps = {
  /** How many columns a desk shows; a phone shows cards. */
  columns: number;
  rows?: number;
  /** Lines of text in the first column, which give the row its height. */
  lines?: 1 | 2;
};

const widths = ['w-3/5', 'w-1/2', 'w-20', 'w-24', 'w-16'];

/** Place holders as high as the rows of a table to come. Works in server components, so in a loading.tsx. */
export function TableSkeleton({ columns, rows = 6, lines = 1 }: TableSkeletonProps) {
  return (
    <div aria-hidden className="divide-y">
      <div className="hidden h-10 items-center gap-5 px-5 md:flex">
        {Array.from({ length: columns }, (_, column) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: identical place holders
          <span key={column} className={column === 0 ? 'flex-[2]' : 'flex-1'}>
            <Skeleton className="h-3 w-14" />
          </span>
        ))}
      </div>
      {Array.from({ length: rows }, (_, row) => (
        <SkeletonRow
          // biome-ignore lint/suspicious/noArrayIndexKey: identical place holders
          key={row}
          columns={columns}
          lines={lines}
        />
      ))}
    </div>
  );
}

function SkeletonRow({ columns, lines }: { columns: number; lines: 1 | 2 }) {
  return (
    <div
      className={cn(
        'grid gap-2.5 px-4 py-3.5 md:flex md:items-center md:gap-5 md:px-5 md:py-0',
        lines === 2 ? 'md:h-17' : 'md:h-12',
      )}
    >
      {Array.from({ length: columns }, (_, column) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: identical place holders
          key={column}
          className={cn('grid gap-2', column === 0 ? 'md:flex-[2]' : 'md:flex-1')}
        >
          <Skeleton className={cn('h-4', widths[column % widths.length])} />
          {column === 0 && lines === 2 ? <Skeleton className="h-3 w-2/5" /> : null}
        </span>
      ))}
    </div>
  );
}
