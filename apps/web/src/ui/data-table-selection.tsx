'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import type { DataRow, DataTableModel } from './data-table-model.ts';

const boxClasses = 'relative z-10 size-4.5 shrink-0 align-middle accent-(--accent)';

/** Selects all rows that are loaded, or none. */
export function SelectAll<Item extends object>({ model }: { model: DataTableModel<Item> }) {
  const t = useTranslations('table');
  const all = model.getIsAllRowsSelected();
  return (
    <input
      type="checkbox"
      aria-label={t('selectAll')}
      checked={all}
      ref={(box) => {
        if (box) box.indeterminate = !all && model.getIsSomeRowsSelected();
      }}
      onChange={() => model.toggleAllRowsSelected(!all)}
      className={boxClasses}
    />
  );
}

/** Selects one row; with the shift key all from the last one on. */
export function SelectRow<Item extends object>({ row, label }: { row: DataRow<Item>; label: string }) {
  const t = useTranslations('table');
  return (
    <input
      type="checkbox"
      aria-label={t('selectRow', { row: label })}
      checked={row.getIsSelected()}
      onChange={row.getToggleSelectedHandler()}
      className={boxClasses}
    />
  );
}

/** How many rows are selected, and what can be done with them. */
export function SelectionBar({
  count,
  acts,
  onClear,
}: {
  count: number;
  acts: ReactNode;
  onClear: () => void;
}) {
  const t = useTranslations('table');
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 border-b bg-accent-wash px-5 py-2.5">
      <span className="font-medium">{t('selected', { n: count })}</span>
      {acts}
      <Button variant="link" size="sm" onClick={onClear}>
        {t('clearSelection')}
      </Button>
    </div>
  );
}
