'use client';

import {
  type ColumnDef,
  createSortedRowModel,
  functionalUpdate,
  type ReactTable,
  type Row,
  rowSelectionFeature,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useLocale } from 'next-intl';
import { type ReactNode, useMemo, useState } from 'react';

/** What a column is sorted by: text by the reader's language (Chinese by pinyin), numbers by size, nothing last. */
export type SortKey = string | number | null;

export type DataColumn<Item> = {
  id: string;
  /** The column's name: its head on a desk, the label before the value on a phone's card. */
  header: string;
  /** Null where there is nothing to say. */
  cell: (item: Item) => ReactNode;
  /** Makes the head sort. With `onSort` the server sorts, and the key itself is not read. */
  sortBy?: (item: Item) => SortKey;
  /** On a phone's card: `title` and `bare` stand without their label, `hidden` is left out. */
  phone?: 'title' | 'labelled' | 'bare' | 'hidden';
  /** Numbers and acts stand at the end of their cell. */
  align?: 'start' | 'end';
  /** Classes of head and cells: a width, `whitespace-nowrap`, … */
  className?: string;
};

export type Sort = { column: string; descending: boolean };

export type RowSelection<Item> = {
  selected: readonly string[];
  onChange: (ids: string[]) => void;
  /** What is selected, for screen readers: the title of the row. */
  rowLabel: (item: Item) => string;
  /** Buttons that act on what is selected. */
  acts?: ReactNode;
};

export type DataTableModelInput<Item> = {
  columns: readonly DataColumn<Item>[];
  rows: readonly Item[];
  rowId: (item: Item) => string;
  /** How the rows come sorted (`onSort`), or are first sorted (without). */
  sort?: Sort | null;
  /** Sorting by callback: rows come sorted, the table only says by what. */
  onSort?: (sort: Sort | null) => void;
  selection?: RowSelection<Item>;
};

const features = tableFeatures({
  rowSortingFeature,
  rowSelectionFeature,
  sortedRowModel: createSortedRowModel(),
});

type Features = typeof features;
export type DataTableModel<Item extends object> = ReactTable<Features, Item>;
export type DataRow<Item extends object> = Row<Features, Item>;

/** Sorting and selection of a data table, by TanStack Table. */
export function useDataTableModel<Item extends object>(
  input: DataTableModelInput<Item>,
): DataTableModel<Item> {
  const { columns, rows, rowId, sort = null, onSort, selection } = input;
  const locale = useLocale();
  const [own, setOwn] = useState<SortingState>(() => sortingOf(sort));
  const definitions = useMemo(() => definitionsOf(columns, locale), [columns, locale]);
  const sorting = useMemo(() => (onSort ? sortingOf(sort) : own), [onSort, sort, own]);
  const rowSelection = useMemo(
    () => Object.fromEntries((selection?.selected ?? []).map((id) => [id, true as const])),
    [selection?.selected],
  );
  return useTable<Features, Item>({
    features,
    columns: definitions,
    data: rows,
    getRowId: rowId,
    enableMultiSort: false,
    enableRowSelection: selection !== undefined,
    manualSorting: onSort !== undefined,
    state: { sorting, rowSelection },
    onSortingChange: (update) => {
      const next = functionalUpdate(update, sorting);
      if (onSort) onSort(sortOf(next));
      else setOwn(next);
    },
    onRowSelectionChange: (update) =>
      selection?.onChange(Object.keys(functionalUpdate(update, rowSelection))),
  });
}

function definitionsOf<Item extends object>(
  columns: readonly DataColumn<Item>[],
  locale: string,
): ColumnDef<Features, Item>[] {
  const collator = new Intl.Collator(locale, { numeric: true });
  return columns.map((column) => ({
    id: column.id,
    header: column.header,
    accessorFn: (item) => column.sortBy?.(item) ?? undefined,
    enableSorting: column.sortBy !== undefined,
    sortDescFirst: false,
    sortUndefined: 'last',
    sortFn: (a, b, id) => compareKeys(a.getValue(id), b.getValue(id), collator),
  }));
}

function compareKeys(a: unknown, b: unknown, collator: Intl.Collator): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}

const sortingOf = (sort: Sort | null): SortingState =>
  sort ? [{ id: sort.column, desc: sort.descending }] : [];

function sortOf([first]: SortingState): Sort | null {
  return first ? { column: first.id, descending: first.desc } : null;
}
