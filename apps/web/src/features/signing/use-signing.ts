'use client';

import { useState } from 'react';
import { ownControls, type Seal, type SigningControl, type SigningView } from './signing-view.ts';
import { PAD, type Point } from './stroke-path.ts';

export type Signing = ReturnType<typeof useSigning>;

/** What the signer has filled in so far. One seal and one handwriting serve all their places. */
export function useSigning(view: SigningView) {
  const [seal, setSeal] = useState<Seal>();
  const [strokes, setStrokes] = useState<Point[][]>([]);
  const [values, setValues] = useState<Record<string, string>>({});
  const controls = ownControls(view);
  const isFilled = (control: SigningControl): boolean => {
    if (control.kind === 'seal') return seal !== undefined;
    if (control.kind === 'signature') return strokes.length > 0;
    return control.kind === 'date' || (values[control.id] ?? '') !== '';
  };
  const open = controls.filter(
    (control) => !isFilled(control) && (control.required || control.kind !== 'text'),
  );
  return {
    controls,
    open,
    seal,
    strokes,
    values,
    isFilled,
    setSeal,
    setStrokes,
    setValue: (controlId: string, text: string) => setValues((before) => ({ ...before, [controlId]: text })),
    /** As `sign` takes it. */
    filled: {
      ...(seal ? { sealId: seal.id } : {}),
      ...(strokes.length > 0
        ? {
            handwriting: {
              ...PAD,
              strokes: strokes.map((stroke) => stroke.map(([x, y]): [number, number] => [x, y])),
            },
          }
        : {}),
      values,
    },
  };
}
