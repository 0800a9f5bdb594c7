'use client';

import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { cn } from './class-names.ts';
import type { DataColumn, DataTableModel, RowSelection } from './data-table-model.ts';
import { SelectAll } from './data-table-selection.tsx';
import { Select } from './select.tsx';
import { TableHead, TableHeader } from './table.tsx';

export type DataTableHeadProps<Item extends object> = {
  model: DataTableModel<Item>;
  columns: readonly DataColumn<Item>[];
  selection: RowSelection<Item> | undefined;
  /** Is there a last column of acts, without a name of its own? */
  acts: boolean;
};

/** The heads. One that sorts is a button, and says by `aria-sort` how the rows stand. */
export function DataTableHead<Item extends object>(props: DataTableHeadProps<Item>) {
  const { model, columns, selection, acts } = props;
  const t = useTranslations('table');
  return (
    <TableHead className="max-md:hidden">
      <tr>
        {selection ? (
          <TableHeader className="w-10 pr-0">
            <SelectAll model={model} />
          </TableHeader>
        ) : null}
        {columns.map((column) => (
          <HeadCell key={column.id} model={model} column={column} />
        ))}
        {acts ? (
          <TableHeader>
            <span className="sr-only">{t('acts')}</span>
          </TableHeader>
        ) : null}
      </tr>
    </TableHead>
  );
}

type HeadCellProps<Item extends object> = { model: DataTableModel<Item>; column: DataColumn<Item> };

function HeadCell<Item extends object>({ model, column }: HeadCellProps<Item>) {
  const sorted = model.getColumn(column.id)?.getIsSorted() ?? false;
  const classes = cn(column.align === 'end' && 'text-right', column.className);
  if (!column.sortBy) return <TableHeader className={classes}>{column.header}</TableHeader>;
  const Icon = sorted === 'asc' ? ArrowUp : sorted === 'desc' ? ArrowDown : ChevronsUpDown;
  return (
    <TableHeader
      className={classes}
      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none'}
    >
      <button
        type="button"
        onClick={() => model.getColumn(column.id)?.toggleSorting()}
        className={cn(
          '-mx-1.5 -my-1 inline-flex items-center gap-1 rounded-md px-1.5 py-1 font-medium hover:bg-sunken hover:text-ink',
          sorted && 'text-ink',
        )}
      >
        {column.header}
        <Icon aria-hidden className={cn('size-3.5 shrink-0', sorted ? 'text-accent' : 'text-faint')} />
      </button>
    </TableHeader>
  );
}

const UNSORTED = 'none';

/** On a phone, where there are no heads: what the cards are sorted by. */
export function SortSelect<Item extends object>({
  model,
  columns,
}: Pick<DataTableHeadProps<Item>, 'model' | 'columns'>) {
  const t = useTranslations('table');
  const options = columns
    .filter((column) => column.sortBy)
    .flatMap((column) => [
      { value: `${column.id}:asc`, label: t('ascending', { column: column.header }) },
      { value: `${column.id}:desc`, label: t('descending', { column: column.header }) },
    ]);
  if (options.length === 0) return null;
  const [now] = model.state.sorting;
  const choose = (value: string) => {
    const [id, order] = value.split(':');
    model.setSorting(id && order ? [{ id, desc: order === 'desc' }] : []);
  };
  return (
    <div className="border-b px-4 py-2.5 md:hidden">
      <Select
        aria-label={t('sortBy')}
        value={now ? `${now.id}:${now.desc ? 'desc' : 'asc'}` : UNSORTED}
        onChange={choose}
        options={[{ value: UNSORTED, label: t('unsorted') }, ...options]}
      />
    </div>
  );
}
