'use client';

import { Eraser, Undo2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { isSignature, type Point } from './stroke-path.ts';
import { WritingArea, type WritingAreaProps } from './writing-area.tsx';

/** The pad with what undoes and clears it. */
export function SignaturePad({ strokes, onChange }: WritingAreaProps) {
  const t = useTranslations('signing');
  const empty = strokes.length === 0;
  return (
    <div className="grid gap-3">
      <WritingArea strokes={strokes} onChange={onChange} />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status" className="text-sm text-muted">
          {t(padState(strokes))}
        </p>
        <div className="flex gap-2">
          <Button variant="quiet" disabled={empty} onClick={() => onChange((before) => before.slice(0, -1))}>
            <Undo2 aria-hidden />
            {t('undo')}
          </Button>
          <Button variant="quiet" disabled={empty} onClick={() => onChange(() => [])}>
            <Eraser aria-hidden />
            {t('clear')}
          </Button>
        </div>
      </div>
    </div>
  );
}

function padState(strokes: Point[][]) {
  if (strokes.length === 0) return 'padEmpty';
  return isSignature(strokes) ? 'padReady' : 'padMore';
}
