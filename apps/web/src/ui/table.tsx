import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';

/**
 * A table of 13 px text. On a phone its rows become cards: give each cell a `label` and the head is read there.
 */
export function Table({ className, ...props }: ComponentProps<'table'>) {
  return <table className={cn('w-full text-left text-sm max-md:block', className)} {...props} />;
}

export function TableHead({ className, ...props }: ComponentProps<'thead'>) {
  return <thead className={cn('border-b text-muted max-md:sr-only', className)} {...props} />;
}

export function TableBody({ className, ...props }: ComponentProps<'tbody'>) {
  return <tbody className={cn('divide-y max-md:block', className)} {...props} />;
}

export function TableRow({ className, ...props }: ComponentProps<'tr'>) {
  return (
    <tr
      className={cn('max-md:grid max-md:gap-1.5 max-md:px-4 max-md:py-3 md:hover:bg-sunken', className)}
      {...props}
    />
  );
}

export function TableHeader({ className, scope = 'col', ...props }: ComponentProps<'th'>) {
  return <th scope={scope} className={cn('px-5 py-2.5 font-medium', className)} {...props} />;
}

export type TableCellProps = ComponentProps<'td'> & {
  /** The column's name, shown before the value where the table is a list of cards. */
  label?: string;
};

export function TableCell({ className, label, children, ...props }: TableCellProps) {
  return (
    <td
      className={cn('align-middle max-md:flex max-md:items-baseline max-md:gap-3 md:px-5 md:py-3', className)}
      {...props}
    >
      {label ? (
        <span aria-hidden className="shrink-0 text-muted md:hidden">
          {label}
        </span>
      ) : null}
      {children}
    </td>
  );
}
