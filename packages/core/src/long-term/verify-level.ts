import type { SignatureReport } from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { type BaselineLevel, reaches } from './signature-level.ts';

const UNKNOWN = ['REVOCATION_UNKNOWN', 'TIMESTAMP_REVOCATION_UNKNOWN'];

type Expected = { trust: Uint8Array[]; level: BaselineLevel; foreignLength: number };

/**
 * Holds a finished file against our own verifier, which is given nothing but the file and its roots: every signature made
 * here must be at the promised level and trusted, its timestamp too, with nothing unknown about revocation.
 * @throws CoreError LEVEL_NOT_REACHED (retryable): nothing is stored then, and the contract isn't completed
 */
export async function verifyLevel(core: Core, pdf: Uint8Array, expected: Expected): Promise<void> {
  const { trust, level, foreignLength } = expected;
  const report = await core.cpu.run('verify', { pdf, trust, crls: [], now: core.now() });
  if (report.verdict !== 'valid') throw notReached(level, `the document is ${report.verdict}`);
  const own = report.signatures.filter((each) => coveredLength(each) > foreignLength);
  if (own.length === 0) throw notReached(level, 'it has no signature');
  for (const each of own) {
    const why = whyNot(each, level);
    if (why) throw notReached(level, `${each.field} is ${why} (${each.reasons.join(', ')})`);
  }
}

function whyNot(report: SignatureReport, promised: BaselineLevel): string | undefined {
  const { level, trust, reasons, timestamp } = report;
  if (trust !== 'trusted') return trust;
  // While the signer's certificate is in force it is trusted without its timestamp: for now, and not for long.
  if (timestamp && timestamp.trust !== 'trusted')
    return `timestamped by an authority that is ${timestamp.trust}`;
  if (level === 'timestamp') return undefined;
  if (!reaches(level, promised)) return `at level ${level}`;
  return reasons.some((reason) => UNKNOWN.includes(reason)) ? 'of unknown revocation' : undefined;
}

function coveredLength({ details: { byteRange } }: SignatureReport): number {
  return byteRange ? byteRange[2] + byteRange[3] : 0;
}

const notReached = (level: BaselineLevel, why: string) =>
  new CoreError('LEVEL_NOT_REACHED', `the promised level ${level} is not reached: ${why}`, {
    retryable: true,
  });
