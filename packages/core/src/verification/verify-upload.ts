import { explain, explainCode, type VerificationReport } from '@chopmark/crypto';
import type { Context } from '../context.ts';
import { MAX_FILE_BYTES } from '../contracts/intake.ts';
import { CoreError } from '../errors.ts';
import { rootCertificate, rootCrl } from '../platform/authority.ts';

/**
 * Verifies any PDF, ours or not, against the platform's root. The file is not kept.
 * @throws CoreError FILE_EMPTY, FILE_TOO_LARGE; everything else is a verdict
 */
export async function verifyUpload(ctx: Context, input: { bytes: Uint8Array }) {
  const { core } = ctx;
  if (input.bytes.length === 0)
    throw new CoreError('FILE_EMPTY', 'the file is empty; choose another', { field: 'file' });
  if (input.bytes.length > MAX_FILE_BYTES) {
    throw new CoreError('FILE_TOO_LARGE', 'the file is larger than 50 MB', {
      field: 'file',
      params: { maxMegabytes: MAX_FILE_BYTES / 1024 / 1024 },
    });
  }
  const report = await core.cpu.run('verify', {
    pdf: input.bytes,
    trust: [await rootCertificate(core)],
    crls: [await rootCrl(core)],
    now: core.now(),
  });
  return {
    ...report,
    explanation: { 'zh-CN': explain(report, 'zh-CN'), en: explain(report, 'en') },
    words: wordsOf(report),
  };
}

/** Every reason and warning code of the report, in both languages. */
function wordsOf({ reasons, signatures, warnings }: VerificationReport) {
  const codes = [
    ...reasons,
    ...signatures.flatMap((signature) => signature.reasons),
    ...warnings.map(({ code }) => code),
  ];
  return Object.fromEntries(
    codes.map((code) => [code, { 'zh-CN': explainCode(code, 'zh-CN'), en: explainCode(code, 'en') }]),
  );
}
