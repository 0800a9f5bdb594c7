import { z } from 'zod';
import { lineOfText } from '../plain-text.ts';

/** What seals are stamped in: red as on nearly all, and the inks offices use beside it. */
export const sealColours = {
  red: '#c8102e',
  blue: '#1d3f9c',
  purple: '#6b2c91',
  black: '#1a1a1a',
} as const;

/** Bounds of every measure, in millimetres where the name says so; forms offer exactly these. */
export const roundSealLimits = {
  diameterMm: { min: 30, max: 60, usual: [38, 40, 42, 45, 58] },
  borderMm: { min: 0.3, max: 2.5 },
  starSizeMm: { min: 4, max: 24 },
  nameSizeMm: { min: 1.8, max: 8 },
  /** Space between the characters of the upper arc, against the usual. */
  nameSpacing: { min: 0, max: 3 },
  typeSizeMm: { min: 1.8, max: 8 },
  /** Downwards. */
  typeOffsetMm: { min: -12, max: 8 },
  enterpriseName: { max: 60 },
  sealType: { max: 12 },
  sealId: { max: 20 },
} as const;

const within = ({ min, max }: { min: number; max: number }) => z.number().min(min).max(max);
/** Null: chosen to fit. */
const fitted = (limits: { min: number; max: number }) => within(limits).nullable().default(null);

/**
 * The parameters of a generated round seal (GB/T 38540 calls its picture the seal image). What came after the first
 * seals has a default, so that every stored spec still parses.
 */
export const roundSealSpec = z.object({
  kind: z.literal('round'),
  /** Upper arc. */
  enterpriseName: lineOfText(1, roundSealLimits.enterpriseName.max),
  /** Horizontal text under the star, e.g. 合同专用章; empty on an enterprise's plain seal. */
  sealType: lineOfText(0, roundSealLimits.sealType.max),
  /** Digits along the lower arc, or empty. */
  sealId: z.string().regex(/^\d*$/).max(roundSealLimits.sealId.max),
  diameterMm: within(roundSealLimits.diameterMm),
  colour: z.enum([sealColours.red, sealColours.blue, sealColours.purple, sealColours.black]),
  star: z.boolean(),
  starSizeMm: fitted(roundSealLimits.starSizeMm),
  nameSizeMm: fitted(roundSealLimits.nameSizeMm),
  nameSpacing: within(roundSealLimits.nameSpacing).default(1),
  typeSizeMm: fitted(roundSealLimits.typeSizeMm),
  typeOffsetMm: within(roundSealLimits.typeOffsetMm).default(0),
  borderMm: within(roundSealLimits.borderMm).default(1.2),
  innerRing: z.boolean().default(false),
});

export type RoundSealSpec = z.output<typeof roundSealSpec>;

/** Everything but the words. */
export const defaultRoundSeal = {
  kind: 'round',
  sealType: '合同专用章',
  diameterMm: 42,
  colour: sealColours.red,
  star: true,
  starSizeMm: null,
  nameSizeMm: null,
  nameSpacing: 1,
  typeSizeMm: null,
  typeOffsetMm: 0,
  borderMm: 1.2,
  innerRing: false,
} as const satisfies Omit<RoundSealSpec, 'enterpriseName' | 'sealId'>;
