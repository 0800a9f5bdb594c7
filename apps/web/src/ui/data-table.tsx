'use client';

import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useErrorText } from '#client/api-hooks.ts';
import { Button } from './button.tsx';
import { Card } from './card.tsx';
import { cn } from './class-names.ts';
import { DataTableHead, SortSelect } from './data-table-head.tsx';
import {
  type DataColumn,
  type DataRow,
  type DataTableModelInput,
  type RowSelection,
  useDataTableModel,
} from './data-table-model.ts';
import { DataTablePaging, type Paging } from './data-table-paging.tsx';
import { SelectionBar, SelectRow } from './data-table-selection.tsx';
import { EmptyState } from './empty-state.tsx';
import { Notice } from './notice.tsx';
import { Table, TableBody, TableCell, TableRow } from './table.tsx';
import { TableSkeleton } from './table-skeleton.tsx';

export type DataTableProps<Item> = DataTableModelInput<Item> & {
  /** What the table lists, for screen readers. */
  label: string;
  /** The whole row leads here; the first column's content is the link's text. */
  rowLink?: (item: Item) => string;
  /** Buttons or a menu at the end of each row. */
  rowActs?: (item: Item) => ReactNode;
  /** Where a card shows the acts on a phone: below everything, or, for one small button, in its corner. */
  rowActsOnPhone?: 'below' | 'corner';
  /** The first page is on its way. Further pages say so in `paging`. */
  loading?: boolean;
  /** Rows of the skeleton, and lines of text in each. */
  skeleton?: { rows?: number; lines?: 1 | 2 };
  error?: unknown;
  onRetry?: () => void;
  /** "Nothing yet", with the first act: an <EmptyState>. */
  empty: ReactNode;
  /** Given when the rows are narrowed by filter or search: "nothing found", with the way back. */
  onClearFilters?: (() => void) | undefined;
  paging?: Paging;
};

/**
 * A list of things as a table; on a phone each row is a card.
 * @example <DataTable label={t('members')} columns={columns} rows={members} rowId={(each) => each.id} empty={…} />
 *   with `columns` from useMemo: `{ id: 'name', header: t('name'), cell: (each) => each.name, sortBy: (each) => each.name, phone: 'title' }`
 */
export function DataTable<Item extends object>(props: DataTableProps<Item>) {
  const { label, columns, rows, loading = false, skeleton, error, onRetry, paging } = props;
  const failed = error !== undefined && error !== null;
  return (
    <div className="grid min-w-0 gap-4">
      {failed ? <LoadError error={error} onRetry={onRetry} /> : null}
      {failed && rows.length === 0 ? null : (
        <Card aria-label={label} aria-busy={loading || undefined} className="min-w-0 overflow-clip">
          {rows.length > 0 ? <Rows {...props} /> : null}
          {rows.length === 0 && loading ? <TableSkeleton columns={columns.length} {...skeleton} /> : null}
          {rows.length === 0 && !loading ? <Nothing {...props} /> : null}
        </Card>
      )}
      {paging ? <DataTablePaging paging={paging} /> : null}
    </div>
  );
}

function LoadError({ error, onRetry }: { error: unknown; onRetry: (() => void) | undefined }) {
  const t = useTranslations('common');
  const errorText = useErrorText();
  const retry = onRetry ? (
    <Button size="sm" onClick={onRetry}>
      {t('retry')}
    </Button>
  ) : null;
  return (
    <Notice tone="danger" action={retry}>
      {errorText(error)}
    </Notice>
  );
}

function Nothing<Item>({ empty, onClearFilters }: DataTableProps<Item>) {
  const t = useTranslations('table');
  if (!onClearFilters) return empty;
  return (
    <div role="status">
      <EmptyState
        icon={SearchX}
        title={t('nothingFound')}
        description={t('nothingFoundText')}
        action={<Button onClick={onClearFilters}>{t('clearFilters')}</Button>}
      />
    </div>
  );
}

function Rows<Item extends object>(props: DataTableProps<Item>) {
  const { label, columns, selection, rowActs } = props;
  const model = useDataTableModel(props);
  const selected = selection?.selected.length ?? 0;
  return (
    <>
      {selection && selected > 0 ? (
        <SelectionBar count={selected} acts={selection.acts} onClear={() => selection.onChange([])} />
      ) : null}
      <SortSelect model={model} columns={columns} />
      <Table aria-label={label}>
        <DataTableHead model={model} columns={columns} selection={selection} acts={rowActs !== undefined} />
        <TableBody>
          {model.getRowModel().rows.map((row) => (
            <BodyRow key={row.id} row={row} {...props} />
          ))}
        </TableBody>
      </Table>
    </>
  );
}

type BodyRowProps<Item extends object> = Pick<
  DataTableProps<Item>,
  'columns' | 'rowLink' | 'rowActs' | 'rowActsOnPhone'
> & {
  row: DataRow<Item>;
  selection?: RowSelection<Item>;
};

function BodyRow<Item extends object>({
  row,
  columns,
  selection,
  rowLink,
  rowActs,
  rowActsOnPhone = 'below',
}: BodyRowProps<Item>) {
  const item = row.original;
  const inCorner = rowActs && rowActsOnPhone === 'corner';
  return (
    <TableRow
      data-selected={selection && row.getIsSelected() ? '' : undefined}
      className={cn('data-selected:bg-accent-wash', rowLink && 'relative', inCorner && 'max-md:relative')}
    >
      {selection ? (
        <TableCell className="md:w-10 md:pr-0">
          <SelectRow row={row} label={selection.rowLabel(item)} />
        </TableCell>
      ) : null}
      {columns.map((column, index) => (
        <BodyCell key={column.id} column={column}>
          {index === 0 && rowLink ? (
            <RowLink href={rowLink(item)}>{column.cell(item)}</RowLink>
          ) : (
            column.cell(item)
          )}
        </BodyCell>
      ))}
      {rowActs ? (
        <TableCell
          className={cn(
            'md:w-px md:whitespace-nowrap',
            inCorner && 'max-md:absolute max-md:top-2 max-md:right-2',
          )}
        >
          <div className="relative z-10 flex flex-wrap gap-2 md:justify-end">{rowActs(item)}</div>
        </TableCell>
      ) : null}
    </TableRow>
  );
}

/** A link that covers its row. */
function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
    >
      {children}
    </Link>
  );
}

/** A cell with nothing to say is a dash in its column, and left out of a phone's card. */
type BodyCellProps<Item> = { column: DataColumn<Item>; children: ReactNode };

function BodyCell<Item>({ column, children }: BodyCellProps<Item>) {
  const { phone = 'labelled', align, header, className } = column;
  return (
    <TableCell
      className={cn(
        (phone === 'hidden' || children === null) && 'max-md:hidden',
        phone === 'title' && 'max-md:block max-md:text-base',
        align === 'end' && 'md:text-right',
        className,
      )}
    >
      {phone === 'labelled' ? <span className="shrink-0 text-muted md:hidden">{header}</span> : null}
      {children ?? <span aria-hidden>–</span>}
    </TableCell>
  );
}
