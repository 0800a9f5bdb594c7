import { explain, explainCode, type VerificationReport } from '@chopmark/crypto';
import type { Context, Core } from '../context.ts';
import { MAX_FILE_BYTES } from '../contracts/intake.ts';
import { CoreError } from '../errors.ts';
import { type AddressLimit, addressLimit } from './address-limit.ts';
import { type Turnstile, turnstile } from './turnstile.ts';
import { verifyBytes } from './verify-bytes.ts';

/** A file made to be slow must not hold a processor for long; an honest one of 50 MB takes a few seconds. */
const LIMIT_MS = 30_000;
const WAITING = 12;
/** For each address: more than a person drops, fewer than a machine would. */
const FILES = 60;
const WINDOW_MINUTES = 10;

type Gate = { turnstile: Turnstile; addresses: AddressLimit };
const gates = new WeakMap<Core, Gate>();

/**
 * Verifies any PDF, ours or not, against the platform's root. The file is not kept. Anyone may ask, so only some of the
 * process's threads work for it, few wait, and each address asks so many times.
 * @throws CoreError FILE_EMPTY, FILE_TOO_LARGE, RATE_LIMITED, VERIFICATION_BUSY; everything else is a verdict
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
  const gate = gateOf(core);
  gate.addresses.count(ctx.ip, core.now());
  const report = await gate.turnstile
    .pass(() => verifyBytes(core, input.bytes, LIMIT_MS))
    .catch(unverifiable);
  return {
    ...report,
    explanation: { 'zh-CN': explain(report, 'zh-CN'), en: explain(report, 'en') },
    words: wordsOf(report),
  };
}

function gateOf(core: Core): Gate {
  const known = gates.get(core);
  if (known) return known;
  const gate = {
    turnstile: turnstile({ atOnce: Math.max(1, core.cpu.threads - 1), waiting: WAITING }),
    addresses: addressLimit({ times: FILES, minutes: WINDOW_MINUTES }),
  };
  gates.set(core, gate);
  return gate;
}

/** A file that takes more time or memory than it may get is one that cannot be checked here: a verdict too. */
function unverifiable(error: unknown): VerificationReport {
  if (!(error instanceof CoreError) || error.code !== 'PDF_UNSUPPORTED') throw error;
  const code = 'TOO_COMPLEX';
  return {
    verdict: 'invalid',
    indication: 'INDETERMINATE',
    subIndication: 'SIGNED_DATA_NOT_FOUND',
    signatures: [],
    reasons: [code],
    warnings: [{ code, message: explainCode(code, 'en') }],
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
