'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import type { DraftControl } from '../draft.ts';
import { pageOf } from './control-acts.ts';
import { isResizable, leastSize } from './control-kinds.ts';
import { toMillimetres, toPoints } from './millimetres.ts';
import { ontoPage, type Rect } from './page-space.ts';
import type { Placing } from './use-placing.ts';

/** Where a control stands and how large it is, in millimetres from the upper left of the page. */
export function ControlPlace({ control, placing }: { control: DraftControl; placing: Placing }) {
  const t = useTranslations('draft');
  const page = pageOf(placing.documents, control);
  const top = page.height - control.y - control.height;
  const put = (change: Partial<Rect>) => {
    const least = leastSize[control.kind];
    const wanted = { x: control.x, y: control.y, width: control.width, height: control.height, ...change };
    const rect = ontoPage(
      {
        ...wanted,
        width: Math.max(wanted.width, least.width),
        height: Math.max(wanted.height, least.height),
      },
      page,
    );
    placing.edit(placing.controls.map((each) => (each.id === control.id ? { ...each, ...rect } : each)));
  };
  const isSizable = isResizable(control.kind);
  return (
    <div className="grid gap-3">
      <div className="grid grid-cols-2 gap-3">
        <Measure label={t('fromLeft')} points={control.x} onChange={(x) => put({ x })} />
        <Measure
          label={t('fromTop')}
          points={top}
          onChange={(value) => put({ y: page.height - value - control.height })}
        />
        {isSizable ? (
          <>
            <Measure label={t('width')} points={control.width} onChange={(width) => put({ width })} />
            <Measure
              label={t('height')}
              points={control.height}
              // The upper edge stays.
              onChange={(height) => put({ height, y: control.y + control.height - height })}
            />
          </>
        ) : null}
      </div>
      {isSizable ? null : (
        <p className="text-sm text-muted">
          {t(control.kind === 'seal' ? 'sealSize' : 'dateSize', {
            width: toMillimetres(control.width),
            height: toMillimetres(control.height),
          })}
        </p>
      )}
    </div>
  );
}

/** A length in millimetres, taken over when one leaves the field or presses Enter. */
function Measure({
  label,
  points,
  onChange,
}: {
  label: string;
  points: number;
  onChange: (points: number) => void;
}) {
  const shown = String(toMillimetres(points));
  const [typed, setTyped] = useState<string>();
  const take = () => {
    const value = Number(typed?.replace(',', '.'));
    if (typed !== undefined && typed.trim() !== '' && Number.isFinite(value) && typed !== shown)
      onChange(toPoints(Math.max(0, value)));
    setTyped(undefined);
  };
  return (
    <Field label={<span className="text-sm font-normal">{label}</span>}>
      <Input
        inputMode="decimal"
        value={typed ?? shown}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => (event.key === 'Enter' ? take() : undefined)}
        className="tabular-nums"
      />
    </Field>
  );
}
