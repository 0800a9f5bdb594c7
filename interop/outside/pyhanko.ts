import { z } from 'zod';
import { type PyHankoEnvironment, runPython } from './pyhanko-environment.ts';

const judged = z.object({
  error: z.null(),
  accepted: z.boolean(),
  intact: z.boolean(),
  valid: z.boolean(),
  trusted: z.boolean(),
  docMdpOk: z.boolean().nullable(),
  coverage: z.string(),
  modification: z.string().nullable(),
  timestamp: z
    .object({ intact: z.boolean(), valid: z.boolean(), trusted: z.boolean(), time: z.string() })
    .nullable(),
  ades: z.string(),
});
const refused = z.object({ error: z.string(), accepted: z.literal(false) });
const described = z.object({
  field: z.string(),
  type: z.string().nullable(),
  subFilter: z.string().nullable(),
  docMdp: z.number().nullable(),
  signer: z.string(),
  signedAttributes: z.array(z.string()),
  unsignedAttributes: z.array(z.string()),
});
const reports = z.array(
  z.object({
    error: z.string().nullable(),
    signatures: z.array(z.intersection(described, z.union([judged, refused]))),
  }),
);

export type PyHankoReport = z.infer<typeof reports>[number];
export type PyHankoJob = {
  /** Roots, PEM. */
  trust: string[];
  crls?: string[];
  ocsps?: string[];
  /** Both want revocation information; `hard-fail` wants it from wherever the certificate names a source. */
  revocationMode?: 'require' | 'hard-fail';
  /** Whether it may ask the addresses that certificates name. */
  fetch?: boolean;
  /** False for hybrid-reference files: its strict reader accepts no signature in one. */
  strict?: boolean;
  files: string[];
};

/** For each job one report a file. One process for all: starting Python takes longer than judging a file. */
export async function askPyHanko(
  environment: PyHankoEnvironment,
  jobs: PyHankoJob[],
): Promise<PyHankoReport[][]> {
  const whole = jobs.map((job) => ({
    crls: [],
    ocsps: [],
    revocationMode: 'require',
    fetch: false,
    strict: true,
    ...job,
  }));
  return z.array(reports).parse(await runPython(environment, 'pyhanko_report.py', whole));
}

/** Whether some signature of the file covers all of its bytes. */
export function coversWholeFile({ signatures }: PyHankoReport): boolean {
  return signatures.some((each) => 'coverage' in each && each.coverage === 'ENTIRE_FILE');
}

/** Whether pyHanko reads the file and accepts every signature of it. */
export function acceptsAll({ error, signatures }: PyHankoReport): boolean {
  return error === null && signatures.length > 0 && signatures.every((each) => each.accepted);
}
