'use client';

import { FileText, Users } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { useDraft } from '../draft-context.tsx';
import { ControlProperties } from './control-properties.tsx';
import { DragChip } from './drag-chip.tsx';
import { Palette } from './palette.tsx';
import { PlacingPages } from './placing-pages.tsx';
import { PlacingToolbar } from './placing-toolbar.tsx';
import { useControlDrag } from './use-control-drag.ts';
import { usePlacing } from './use-placing.ts';
import { usePlacingKeys } from './use-placing-keys.ts';

/** Where each party signs and writes: palette at the left, the pages in the middle, properties at the right. */
export function PlacingStep() {
  const t = useTranslations('draft');
  const { goTo, state } = useDraft();
  if (state.documents.length === 0 || state.content.parties.length === 0) {
    const step = state.documents.length === 0 ? 'files' : 'parties';
    const act = (
      <Button variant="primary" onClick={() => goTo(step)}>
        {t('nextStep', { step: t(`steps.${step}`) })}
      </Button>
    );
    return (
      <EmptyState
        icon={step === 'files' ? FileText : Users}
        title={t(step === 'files' ? 'placingNoFiles' : 'placingNoParties')}
        description={t('placingNeeds')}
        action={act}
      />
    );
  }
  return <PlacingDesk />;
}

function PlacingDesk() {
  const t = useTranslations('draft');
  const placing = usePlacing();
  const dragging = useControlDrag(placing);
  const keys = usePlacingKeys(placing);
  const [zoom, setZoom] = useState(100);
  return (
    <div
      ref={dragging.root}
      {...dragging.rootProps}
      {...keys}
      className="grid items-start gap-x-5 gap-y-3 lg:grid-cols-[13.5rem_minmax(0,1fr)_15.5rem]"
    >
      <p role="status" aria-live="polite" className="sr-only">
        {placing.said}
      </p>
      <Palette placing={placing} onDragStart={dragging.startNew} />
      <div className="grid min-w-0 gap-3">
        <PlacingToolbar placing={placing} zoom={zoom} onZoom={setZoom} />
        <PlacingPages placing={placing} dragging={dragging} zoom={zoom} />
      </div>
      <aside aria-label={t('properties')} className="lg:sticky lg:top-30 max-lg:hidden">
        <ControlProperties placing={placing} />
      </aside>
      {dragging.drag ? <DragChip drag={dragging.drag} /> : null}
    </div>
  );
}
