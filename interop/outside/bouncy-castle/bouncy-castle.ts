import { z } from 'zod';
import { mustRun } from '../run.ts';
import type { BouncyCastle } from './environment.ts';

const JAVA_MS = 120_000;

const finding = z.object({
  file: z.string(),
  isDocumentTimestamp: z.boolean(),
  /** What an OCSP response says of the signer: `good`, `not good`, `forged`, or `none` about it. */
  answer: z.string(),
  signer: z.string(),
  /** OIDs. */
  signatureAlgorithm: z.string(),
  digestAlgorithm: z.string(),
  imprintAlgorithm: z.string(),
  /** The signature value over the bytes it covers. */
  signature: z.boolean(),
  /** The signed attribute means this certificate. */
  bound: z.boolean(),
  /** PKIX up to the root, every certificate looked up in the revocation lists. */
  chain: z.boolean(),
  timestamp: z.boolean(),
  timestampChain: z.boolean(),
  error: z.string().nullable(),
});

export type Finding = z.infer<typeof finding>;

/** What BouncyCastle says of the signatures of each file, in the order they lie in it. */
export async function askBouncyCastle(
  environment: BouncyCastle,
  { trust, crls, ocsps = [], files }: { trust: string; crls: string[]; ocsps?: string[]; files: string[] },
): Promise<Finding[][]> {
  if (!('classPath' in environment)) {
    throw new Error('failed' in environment ? environment.failed : environment.skipped);
  }
  const args = [
    '-cp',
    environment.classPath,
    'SignatureReport',
    trust,
    crls.join(','),
    ocsps.join(',') || '-',
    ...files,
  ];
  const said = await mustRun('java', args, { timeoutMs: JAVA_MS });
  const findings = said
    .trim()
    .split('\n')
    .map((line) => finding.parse(JSON.parse(line)));
  return files.map((file) => findings.filter((each) => each.file === file));
}

/** Everything holds: of a document timestamp the timestamp, of a signature itself too. */
export function accepts(finding: Finding): boolean {
  return holdsByItself(finding) && finding.timestamp && finding.timestampChain;
}

/** The same but for the timestamp, which B-B has none of. */
export function holdsByItself({ isDocumentTimestamp, signature, bound, chain, error }: Finding): boolean {
  return error === null && (isDocumentTimestamp || (signature && bound && chain));
}
