'use client';

import { Copy, SlidersHorizontal, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { copiesOf } from './control-acts.ts';
import { ControlProperties } from './control-properties.tsx';
import type { Placing } from './use-placing.ts';

/** On a phone: what one does with the chosen control, within reach; its properties in a sheet. */
export function SelectionBar({ placing }: { placing: Placing }) {
  const t = useTranslations('draft');
  const { add, documents, remove, selected, selection } = placing;
  const [only] = selected;
  if (!only) return null;
  const title =
    selected.length === 1 ? t(`kinds.${only.kind}`) : t('selectedCount', { count: selected.length });
  return (
    <div className="flex items-center gap-1 lg:hidden">
      <span className="min-w-0 flex-1 truncate text-sm font-medium">{title}</span>
      <Dialog
        title={t('properties')}
        trigger={
          <Button size="sm">
            <SlidersHorizontal aria-hidden />
            {t('properties')}
          </Button>
        }
      >
        <ControlProperties placing={placing} />
      </Dialog>
      <Button
        variant="quiet"
        size="icon"
        aria-label={t('duplicate')}
        onClick={() => add(copiesOf(selected, documents))}
      >
        <Copy aria-hidden />
      </Button>
      <Button variant="quiet" size="icon" aria-label={t('removeAct')} onClick={() => remove(selection)}>
        <Trash2 aria-hidden />
      </Button>
    </div>
  );
}
