'use client';

import { Redo2, Sparkles, Undo2, ZoomIn, ZoomOut } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { useErrorText } from '#client/api-hooks.ts';
import { useApi } from '#client/api-provider.tsx';
import { Button } from '#ui/button.tsx';
import { toast } from '#ui/toaster.tsx';
import { useDraft } from '../draft-context.tsx';
import type { Placing } from './use-placing.ts';

const ZOOMS = [50, 75, 100, 125, 150, 200];

export type PlacingToolbarProps = { placing: Placing; zoom: number; onZoom: (zoom: number) => void };

export function PlacingToolbar({ placing, zoom, onZoom }: PlacingToolbarProps) {
  const t = useTranslations('draft');
  const format = useFormatter();
  const step = (by: number) => onZoom(ZOOMS[ZOOMS.indexOf(zoom) + by] ?? zoom);
  return (
    <div role="toolbar" aria-label={t('toolbar')} className="flex flex-wrap items-center gap-1">
      <UsualPlaces placing={placing} />
      <div className="ml-auto flex items-center">
        <Button
          variant="quiet"
          size="icon"
          aria-label={t('undo')}
          disabled={!placing.canUndo}
          onClick={placing.undo}
        >
          <Undo2 aria-hidden />
        </Button>
        <Button
          variant="quiet"
          size="icon"
          aria-label={t('redo')}
          disabled={!placing.canRedo}
          onClick={placing.redo}
        >
          <Redo2 aria-hidden />
        </Button>
        <Button
          variant="quiet"
          size="icon"
          aria-label={t('zoomOut')}
          disabled={zoom === ZOOMS[0]}
          onClick={() => step(-1)}
        >
          <ZoomOut aria-hidden />
        </Button>
        <span className="w-12 text-center text-sm text-muted tabular-nums">
          {format.number(zoom / 100, { style: 'percent' })}
        </span>
        <Button
          variant="quiet"
          size="icon"
          aria-label={t('zoomIn')}
          disabled={zoom === ZOOMS.at(-1)}
          onClick={() => step(1)}
        >
          <ZoomIn aria-hidden />
        </Button>
      </div>
    </div>
  );
}

/** One act that gives every party without a place the usual one, in every document. */
function UsualPlaces({ placing }: { placing: Placing }) {
  const t = useTranslations('draft');
  const errorText = useErrorText();
  const { client } = useApi();
  const { contractId, session, state } = useDraft();
  const [isBusy, setBusy] = useState(false);
  const isNeeded = state.missing.some((each) => each.code === 'PLACE_MISSING');
  const put = async () => {
    setBusy(true);
    try {
      await session.flush();
      const before = session.snapshot().content.controls;
      await session.act(() => client.contracts.placeDefaultControls.mutate({ contractId }));
      const after = session.snapshot().content.controls;
      placing.remember(before);
      placing.say(t('saidUsual', { count: after.length - before.length }));
    } catch (error) {
      toast.error(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      size="sm"
      variant={isNeeded ? 'primary' : 'secondary'}
      disabled={!isNeeded}
      busy={isBusy}
      onClick={() => void put()}
    >
      {isBusy ? null : <Sparkles aria-hidden />}
      {t('usualPlaces')}
    </Button>
  );
}
