'use client';

import { useTranslations } from 'next-intl';
import { type PointerEvent, useRef } from 'react';
import { Ink } from './ink-picture.tsx';
import { pressureAt, pressureOf, withPressure } from './pen-pressure.ts';
import { begin, extend, PAD, type Point } from './stroke-path.ts';

export type WritingAreaProps = {
  strokes: Point[][];
  onChange: (change: (strokes: Point[][]) => Point[][]) => void;
};

type Sample = { at: readonly [number, number]; time: number; pressure: number | undefined; value: number };

/** What one writes on, with mouse, finger or pen. */
export function WritingArea({ strokes, onChange }: WritingAreaProps) {
  const t = useTranslations('signing');
  const pen = useRef<number | undefined>(undefined);
  const last = useRef<Sample | undefined>(undefined);
  const take = (area: Element, event: globalThis.PointerEvent): Point => {
    const sample = {
      at: placeOn(area, event),
      time: event.timeStamp,
      pressure: pressureOf(event),
    };
    const value = pressureAt(sample, last.current);
    last.current = { ...sample, value };
    return withPressure(sample.at, value);
  };
  const start = (event: PointerEvent<SVGSVGElement>) => {
    if (pen.current !== undefined || event.button !== 0) return;
    pen.current = event.pointerId;
    last.current = undefined;
    event.currentTarget.setPointerCapture(event.pointerId);
    const point = take(event.currentTarget, event.nativeEvent);
    onChange((before) => begin(before, point));
  };
  const draw = (event: PointerEvent<SVGSVGElement>) => {
    if (pen.current !== event.pointerId) return;
    // A fast pen reports more points than there are frames.
    const reported = event.nativeEvent.getCoalescedEvents?.() ?? [];
    const area = event.currentTarget;
    const events = reported.length > 0 ? reported : [event.nativeEvent];
    const points = events.map((each) => take(area, each));
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
function placeOn(area: Element, event: { clientX: number; clientY: number }): readonly [number, number] {
  const box = area.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * PAD.width;
  const y = ((event.clientY - box.top) / box.height) * PAD.height;
  return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
}
