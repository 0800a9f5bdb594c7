import type { Drawing, ListedSeal, RoundSealSpec, SealDetail } from '@chopmark/core';

export type { Drawing, ListedSeal, RoundSealSpec, SealDetail };

type Bounds = { readonly min: number; readonly max: number };

/** What core lets a seal be, handed to the studio by its page: it is written in one place. */
export type SealLimits = {
  round: {
    diameterMm: Bounds & { readonly usual: readonly number[] };
    borderMm: Bounds;
    starSizeMm: Bounds;
    nameSizeMm: Bounds;
    nameSpacing: Bounds;
    typeSizeMm: Bounds;
    typeOffsetMm: Bounds;
    sealId: { readonly max: number };
  };
  widthMm: Bounds;
  colours: Record<ColourName, RoundSealSpec['colour']>;
  dpi: { readonly least: number; readonly good: number };
  pictureMegabytes: number;
};

export type ColourName = 'red' | 'blue' | 'purple' | 'black';

/** A drawing with the size it has on paper. */
export type SizedDrawing = { drawing: Drawing; widthMm: number; heightMm: number };
