import { CalendarDays, type LucideIcon, PenLine, Stamp, TextCursorInput } from 'lucide-react';
import type { ControlKind, DraftDocument, DraftParty } from '../draft.ts';
import { toPoints } from './millimetres.ts';
import type { Size } from './page-space.ts';

export const controlKinds: readonly ControlKind[] = ['seal', 'signature', 'date', 'text'];

export const kindIcons: Record<ControlKind, LucideIcon> = {
  seal: Stamp,
  signature: PenLine,
  date: CalendarDays,
  text: TextCursorInput,
};

/** As core has it: nothing may be smaller. */
export const leastSize: Record<ControlKind, Size> = {
  signature: { width: 24, height: 12 },
  seal: { width: 24, height: 24 },
  date: { width: 24, height: 8 },
  text: { width: 12, height: 8 },
};

export const DEFAULT_FONT_SIZE = 11;
export const FONT_SIZES = [8, 9, 10, 11, 12, 14, 16, 18, 22];

/** A company's usual round seal, for who may not look at the seals. */
const USUAL_SEAL = { width: toPoints(42), height: toPoints(42) };

/** Dates are as wide as their longest text: "September 30, 2026", or twelve figures and signs in Chinese. */
const DATE_EMS = { 'zh-CN': 8.6, en: 10.6 };
const LINE = 1.65;

export type SizeFacts = { seal: Size | undefined; locale: 'zh-CN' | 'en'; fontSize: number };

export function usualSize(kind: ControlKind, { seal, locale, fontSize }: SizeFacts): Size {
  switch (kind) {
    case 'seal':
      return seal ?? USUAL_SEAL;
    case 'signature':
      return { width: 150, height: 60 };
    case 'date':
      return { width: Math.ceil(fontSize * DATE_EMS[locale]), height: Math.ceil(fontSize * LINE) };
    case 'text':
      return { width: 180, height: Math.ceil(fontSize * 2) };
  }
}

/** Seals keep their true size, dates the size of their text. */
export const isResizable = (kind: ControlKind) => kind === 'signature' || kind === 'text';
export const isWritten = (kind: ControlKind) => kind === 'date' || kind === 'text';

/** Why a party cannot have this control on this document; undefined when it can. */
export function refusalOf(
  kind: ControlKind,
  party: DraftParty | undefined,
  document: DraftDocument | undefined,
  hasPlace: boolean,
): 'sealOfPerson' | 'signedBefore' | 'signedBeforeOnce' | undefined {
  if (kind === 'seal' && party?.kind !== 'self') return 'sealOfPerson';
  if (document?.signedBefore && isWritten(kind)) return 'signedBefore';
  if (document?.signedBefore && hasPlace) return 'signedBeforeOnce';
  return undefined;
}
