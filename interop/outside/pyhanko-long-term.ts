import { join } from 'node:path';
import { z } from 'zod';
import type { PyHankoEnvironment } from './pyhanko-environment.ts';
import { mustRun } from './run.ts';

const reports = z.array(
  z.object({
    error: z.string().nullable(),
    timestamps: z.array(z.object({ accepted: z.boolean(), coverage: z.string() })),
    signatures: z.array(
      z.object({
        signer: z.string(),
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

/** One report a file; nothing but the file and the root is given, and revocation information is required. */
export async function askPyHankoLongTerm(
  environment: PyHankoEnvironment,
  job: { trust: string; files: string[]; strict?: boolean },
): Promise<LongTermReport[]> {
  if (!('python' in environment))
    throw new Error(`pyHanko could not be brought: ${JSON.stringify(environment)}`);
  const script = join(import.meta.dirname, 'pyhanko_long_term.py');
  const input = JSON.stringify({ strict: true, ...job });
  return reports.parse(
    JSON.parse(await mustRun(environment.python, [script], { input, timeoutMs: 240_000 })),
  );
}

/** Whether the file is read and every signature of it is sound and passes. */
export function passes(report: LongTermReport | undefined, process: 'lt' | 'lta'): boolean {
  if (!report || report.error !== null || report.signatures.length === 0) return false;
  return report.signatures.every((each) => each.sound && each[process] === 'PASSED OK');
}
