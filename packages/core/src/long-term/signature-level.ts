import { z } from 'zod';

/** PAdES baseline levels (ETSI EN 319 142-1 §6), the lowest first. */
export const signatureLevels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const;

export type BaselineLevel = (typeof signatureLevels)[number];

const policy = z.object({ level: z.enum(signatureLevels) });

/** What a contract's locked policy promises. @throws ZodError for a policy without a level */
export const promisedLevel = (locked: unknown): BaselineLevel => policy.parse(locked).level;

const ranks: ReadonlyMap<string, number> = new Map(signatureLevels.map((level, rank) => [level, rank]));

/** Whether a level, as a verification report has it, is at least the promised one. */
export const reaches = (level: string | null, promised: BaselineLevel): boolean =>
  (ranks.get(level ?? '') ?? -1) >= signatureLevels.indexOf(promised);

/** What each signer's own revision must reach; validation data and document timestamp come after the last one. */
export const levelAtSigning = (promised: BaselineLevel): 'B-B' | 'B-T' =>
  promised === 'B-B' ? 'B-B' : 'B-T';

/** Whether anything is left to be done once all have signed. */
export const isLongTerm = (promised: BaselineLevel): boolean => reaches(promised, 'B-LT');
