'use client';

import { Minus, MoveHorizontal, Plus } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { type RefObject, useState } from 'react';
import { Button } from '../button.tsx';
import { cn } from '../class-names.ts';
import { goToPage, useCurrentPage } from './use-current-page.ts';
import { FIT_WIDTH, larger, smaller } from './zoom.ts';

export type ViewerBarProps = {
  /** What holds the pages. */
  pages: RefObject<HTMLElement | null>;
  total: number;
  zoom: number;
  onZoom: (zoom: number) => void;
  className?: string;
};

/** Which page one is on, a way to any other, and how large they are. */
export function ViewerBar({ pages, total, zoom, onZoom, className }: ViewerBarProps) {
  const t = useTranslations('viewer');
  const format = useFormatter();
  const [up, down] = [larger(zoom), smaller(zoom)];
  return (
    <div
      role="toolbar"
      aria-label={t('label')}
      className={cn(
        'flex w-fit items-center gap-0.5 rounded-lg border bg-raised px-1 py-0.5 text-sm shadow-float',
        className,
      )}
    >
      <PageNumber pages={pages} total={total} />
      <span aria-hidden className="mx-1 h-5 w-px bg-hairline" />
      <Button
        variant="quiet"
        size="icon"
        aria-label={t('smaller')}
        disabled={down === undefined}
        onClick={() => down && onZoom(down)}
      >
        <Minus aria-hidden />
      </Button>
      <Button
        variant="quiet"
        size="sm"
        aria-label={t('fit', { zoom: format.number(zoom, { style: 'percent' }) })}
        onClick={() => onZoom(FIT_WIDTH)}
        className="min-w-13 px-1 tabular-nums"
      >
        {zoom === FIT_WIDTH ? <MoveHorizontal aria-hidden /> : format.number(zoom, { style: 'percent' })}
      </Button>
      <Button
        variant="quiet"
        size="icon"
        aria-label={t('larger')}
        disabled={up === undefined}
        onClick={() => up && onZoom(up)}
      >
        <Plus aria-hidden />
      </Button>
    </div>
  );
}

function PageNumber({ pages, total }: Pick<ViewerBarProps, 'pages' | 'total'>) {
  const t = useTranslations('viewer');
  const current = useCurrentPage(pages);
  const [typed, setTyped] = useState<string>();
  const go = () => {
    const number = Number(typed);
    if (typed && Number.isInteger(number) && number >= 1) goToPage(pages.current, Math.min(number, total));
    setTyped(undefined);
  };
  return (
    <form
      className="flex items-center gap-1 pl-1 tabular-nums"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <input
        aria-label={t('page', { total })}
        inputMode="numeric"
        value={typed ?? String(current)}
        onChange={(event) => setTyped(event.target.value.replace(/\D/g, '').slice(0, 5))}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={() => setTyped(undefined)}
        style={{ width: `${Math.max(2, String(total).length) + 1}ch` }}
        className="h-8 rounded-sm bg-transparent text-center hover:bg-sunken focus:bg-sunken"
      />
      <span aria-hidden className="text-muted">
        / {total}
      </span>
    </form>
  );
}
