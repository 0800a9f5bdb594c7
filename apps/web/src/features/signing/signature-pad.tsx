'use client';

import { Eraser, Undo2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type PointerEvent, useRef, useState } from 'react';
import { Button } from '#ui/button.tsx';
import { Dialog, DialogClose } from '#ui/dialog.tsx';
import { Ink } from './ink-picture.tsx';
import { begin, extend, isSignature, PAD, type Point } from './stroke-path.ts';

export type SignaturePadProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  initial: Point[][];
  onDone: (strokes: Point[][]) => void;
};

/** Where a person writes their name: with mouse, finger or pen. */
export function SignaturePad({ open, onOpenChange, initial, onDone }: SignaturePadProps) {
  const t = useTranslations('signing');
  const common = useTranslations('common');
  const [strokes, setStrokes] = useState(initial);
  const ready = isSignature(strokes);
  const actions = (
    <>
      <DialogClose asChild>
        <Button size="lg">{common('cancel')}</Button>
      </DialogClose>
      <Button variant="primary" size="lg" disabled={!ready} onClick={() => onDone(strokes)}>
        {t('useSignature')}
      </Button>
    </>
  );
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('padTitle')}
      description={t('padText')}
      actions={actions}
      className="sm:w-[min(42rem,calc(100vw-2rem))]"
    >
      <div className="grid gap-3">
        <WritingArea strokes={strokes} onChange={setStrokes} />
        <div className="flex items-center justify-between gap-2">
          <p role="status" className="text-sm text-muted">
            {strokes.length === 0 ? t('padEmpty') : ready ? t('padReady') : t('padMore')}
          </p>
          <div className="flex gap-2">
            <Button
              variant="quiet"
              disabled={strokes.length === 0}
              onClick={() => setStrokes(strokes.slice(0, -1))}
            >
              <Undo2 aria-hidden />
              {t('undo')}
            </Button>
            <Button variant="quiet" disabled={strokes.length === 0} onClick={() => setStrokes([])}>
              <Eraser aria-hidden />
              {t('clear')}
            </Button>
          </div>
        </div>
      </div>
    </Dialog>
  );
}

type WritingAreaProps = { strokes: Point[][]; onChange: (change: (strokes: Point[][]) => Point[][]) => void };

function WritingArea({ strokes, onChange }: WritingAreaProps) {
  const t = useTranslations('signing');
  const pen = useRef<number | undefined>(undefined);
  const start = (event: PointerEvent<SVGSVGElement>) => {
    if (pen.current !== undefined || event.button !== 0) return;
    pen.current = event.pointerId;
    event.currentTarget.setPointerCapture(event.pointerId);
    const point = pointOf(event.currentTarget, event);
    onChange((before) => begin(before, point));
  };
  const draw = (event: PointerEvent<SVGSVGElement>) => {
    if (pen.current !== event.pointerId) return;
    // A fast pen reports more points than there are frames.
    const reported = event.nativeEvent.getCoalescedEvents?.() ?? [];
    const area = event.currentTarget;
    const points = (reported.length > 0 ? reported : [event.nativeEvent]).map((each) => pointOf(area, each));
    onChange((before) => points.reduce(extend, before));
  };
  const lift = (event: PointerEvent<SVGSVGElement>) => {
    if (pen.current === event.pointerId) pen.current = undefined;
  };
  return (
    <svg
      viewBox={`0 0 ${PAD.width} ${PAD.height}`}
      role="img"
      aria-label={t('padLabel', { strokes: strokes.length })}
      onPointerDown={start}
      onPointerMove={draw}
      onPointerUp={lift}
      onPointerCancel={lift}
      className="w-full cursor-crosshair touch-none rounded-lg border border-field bg-[#fff] select-none"
    >
      <line x1="40" x2="560" y1="225" y2="225" stroke="#c9c6bd" strokeWidth="1.5" strokeDasharray="6 6" />
      <Ink strokes={strokes} />
    </svg>
  );
}

/** From the screen's pixels into the pad's own measure, to a tenth. */
function pointOf(area: Element, event: { clientX: number; clientY: number }): Point {
  const box = area.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * PAD.width;
  const y = ((event.clientY - box.top) / box.height) * PAD.height;
  return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
}
