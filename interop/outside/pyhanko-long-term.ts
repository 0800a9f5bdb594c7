import { z } from 'zod';
import { type PyHankoEnvironment, runPython } from './pyhanko-environment.ts';

const reports = z.array(
  z.object({
    error: z.string().nullable(),
    timestamps: z.array(z.object({ accepted: z.boolean(), coverage: z.string() })),
    signatures: z.array(
      z.object({
        signer: z.string(),
        coverage: z.string(),
        /** Bytes intact, later changes permitted. */
        sound: z.boolean(),
        /** A document timestamp proves that it existed. */
        archived: z.boolean(),
        /** With what the security store holds (EN 319 102-1 §5.5). */
        lt: z.string(),
        /** With document timestamps as proofs of existence (EN 319 102-1 §5.6.3). */
        lta: z.string(),
      }),
    ),
  }),
);

export type LongTermReport = z.infer<typeof reports>[number];

export type LongTermJob = {
  /** Roots, PEM. */
  trust: string[];
  files: string[];
  /** False for hybrid-reference files: its strict reader accepts no signature in one. */
  strict?: boolean;
  /** The day of the judgement, now when absent. */
  at?: Date;
  /** With the newest document timestamp renewed in time until then, by pyHanko's own simulation. */
  maintained?: boolean;
};

/** For each job one report a file; nothing but the files and the roots is given, and revocation information is required. */
export async function askPyHankoLongTerm(
  environment: PyHankoEnvironment,
  jobs: LongTermJob[],
): Promise<LongTermReport[][]> {
  const whole = jobs.map(({ at, maintained = false, strict = true, ...job }) => ({
    ...job,
    strict,
    at: at?.toISOString() ?? null,
    maintained,
  }));
  return z.array(reports).parse(await runPython(environment, 'pyhanko_long_term.py', whole));
}

/** Whether the file is read and every signature of it is sound and passes. */
export function passes(report: LongTermReport | undefined, process: 'lt' | 'lta'): boolean {
  if (!report || report.error !== null || report.signatures.length === 0) return false;
  return report.signatures.every((each) => each.sound && each[process] === 'PASSED OK');
}

/** Whether some signature or timestamp of the file covers all of its bytes. */
export function coversWholeFile({ timestamps, signatures }: LongTermReport): boolean {
  return [...timestamps, ...signatures].some(({ coverage }) => coverage === 'ENTIRE_FILE');
}
