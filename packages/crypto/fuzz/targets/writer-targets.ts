import { CryptoError } from '../../src/errors.ts';
import { inspectPdf } from '../../src/pdf/inspect-pdf.ts';
import { prepareDocument } from '../../src/pdf/prepare-document.ts';
import { buildSecurityStoreRevision } from '../../src/pdf/security-store-revision.ts';
import { signPdf } from '../../src/pdf/sign-pdf.ts';
import { planSecurityStore } from '../../src/verify/plan-security-store.ts';
import type { VerificationReport } from '../../src/verify/report.ts';
import { type Authorities, identityOf, SIGNED_AT } from '../corpus/authorities.ts';
import { stampDocument } from '../corpus/pdf-samples.ts';
import { mutatePdf, mutateSignedPdf } from '../mutate/pdf.ts';
import { verifyAll } from './pdf-targets.ts';
import { must, type TargetMaker } from './target.ts';

const FIELD = 'fuzz seal';
const CONTENTS_SIZE = 8000;

/** The way of an upload: looked at, prepared, certified, signed. What is accepted at its beginning is valid at its end. */
export const sign: TargetMaker = (corpus) => ({
  kinds: ['pdf', 'signed-pdf'],
  mutate: mutatePdf,
  async run(input) {
    const { signed, pages } = await inspectPdf(input);
    const before = signed ? await verifyAll(input, corpus) : undefined;
    const [page] = pages;
    const side = Math.min(page?.width ?? 0, page?.height ?? 0) / 2;
    const rect = { page: 0, x: 0, y: 0, width: side, height: side };
    const prepared = await prepareDocument({
      pdf: input,
      controls: [{ name: FIELD, kind: 'seal', signer: 'A', rect }],
      fontFile: new Uint8Array(),
    });
    const common = signingInput(corpus.authorities);
    const certified = signed ? prepared : await signPdf({ ...common, pdf: prepared, field: 'certification' });
    const finished = await signPdf({ ...common, pdf: certified, field: FIELD, appearance: SEAL });
    mustBegin(certified, prepared);
    mustBegin(finished, certified);
    if (signed) mustBegin(prepared, input);
    const after = await verifyAll(finished, corpus);
    mustBeValid(after, FIELD, before);
    return `${signed} ${after.verdict} ${after.reasons.join()}`;
  },
});

const SEAL = { type: 'paths' as const, width: 10, height: 10, paths: [{ d: 'M0 0L9 9', stroke: '#f00' }] };

function signingInput({ signer }: Authorities) {
  return {
    signer: { name: 'Li' },
    signingTime: SIGNED_AT,
    contentsSize: CONTENTS_SIZE,
    identity: identityOf(signer),
  };
}

/** A signature into a field of its own, into one that is there, and a certification, without a look at the file before. */
export const revision: TargetMaker = (corpus) => ({
  kinds: ['pdf', 'signed-pdf'],
  mutate: mutatePdf,
  async run(input) {
    const common = signingInput(corpus.authorities);
    const before = await verifyAll(input, corpus);
    const place = { name: FIELD, rect: { page: 0, x: 10, y: 10, width: 50, height: 50 } };
    const outcomes: string[] = [];
    for (const field of ['seal', 'certification', place]) {
      const finished = await refusable(() => signPdf({ ...common, pdf: input, field }));
      outcomes.push(typeof finished === 'string' ? finished : 'signed');
      if (typeof finished === 'string' || field !== place) continue;
      mustBeValid(
        await verifyAll(finished, corpus),
        FIELD,
        before.signatures.length > 0 ? before : undefined,
      );
    }
    return outcomes.join(' ');
  },
});

/** Validation data and document timestamp on whatever signed file: what held before holds after. */
export const archive: TargetMaker = (corpus) => ({
  kinds: ['signed-pdf'],
  mutate: mutateSignedPdf,
  async run(input) {
    const { root, crls, ocsps } = corpus.authorities;
    const before = await verifyAll(input, corpus);
    const plans = planSecurityStore({
      pdf: input,
      trust: [root.certificate],
      data: { certificates: [], crls, ocsps },
      now: SIGNED_AT,
    });
    const related = plans.map((plan) => plan.related);
    const stored = buildSecurityStoreRevision({ pdf: input, related, time: SIGNED_AT });
    mustBegin(stored, input);
    const stamped = stampDocument(stored, corpus.authorities);
    mustBegin(stamped, stored);
    const after = await verifyAll(stamped, corpus);
    if (before.verdict === 'valid') {
      must(after.verdict === 'valid', `a valid file stays valid: ${describe(after)}`);
    }
    return `${before.verdict} ${after.verdict} ${after.reasons.join()}`;
  },
});

/** What it gives, or the code of its refusal. */
async function refusable(run: () => Promise<Uint8Array>): Promise<Uint8Array | string> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof CryptoError) return error.code;
    throw error;
  }
}

function mustBegin(whole: Uint8Array, beginning: Uint8Array): void {
  must(
    Buffer.compare(whole.subarray(0, beginning.length), beginning) === 0,
    'earlier bytes stay as they were',
  );
}

/** Our own signature holds, and those that held before still do. */
function mustBeValid(after: VerificationReport, field: string, before?: VerificationReport): void {
  const own = after.signatures.find((signature) => signature.field === field);
  must(
    own?.verdict === 'valid' && own.coverage === 'whole-file',
    `what was accepted comes out valid: ${describe(after)}`,
  );
  if (before === undefined) must(after.verdict === 'valid', `the file comes out valid: ${describe(after)}`);
  if (before?.verdict === 'valid')
    must(after.verdict === 'valid', `a valid file stays valid: ${describe(after)}`);
}

function describe({ verdict, reasons, warnings, signatures }: VerificationReport): string {
  const messages = warnings.filter(({ code }) => reasons.includes(code)).map(({ message }) => message);
  const each = signatures.map(({ verdict: own, reasons: why }) => `${own} ${why.join()}`);
  return [verdict, ...reasons, ...messages, ...each].join('; ');
}
