import {
  secondOpinion as askOther,
  type ByteRange,
  buildSecurityStoreRevision,
  buildSignatureRevision,
  buildTimestampRevision,
  certificatesIn,
  embedSignature,
  inspectPdf,
  measureTexts,
  planSecurityStore,
  prepareDocument,
  verifyPdf,
} from '@chopmark/crypto';
import { documentFont } from '../contracts/document-font.ts';
import { CoreError, type CoreErrorDetails } from '../errors.ts';
import { type CleanPictureInput, cleanPicture as takeInk } from '../seals/picture/clean-picture.ts';
import { composeRoundSeal as composeSeal, drawRoundSeal as drawSeal } from '../seals/round-seal.ts';
import type { RoundSealSpec } from '../seals/round-seal-spec.ts';
import { drawTypedSignature as drawTyped, type TypedName } from '../signing/draw-typed-signature.ts';

/** What a task gives back across threads: errors keep their code, which structured cloning would drop. */
export type TaskOutcome<T> =
  | { ok: true; value: T }
  | { ok: false; code: string; message: string; retryable: boolean; details: ErrorDetails };

type ErrorDetails = Pick<CoreErrorDetails, 'params' | 'field'>;

type MeasureInput = Parameters<typeof measureTexts>[1];
type PrepareInput = Omit<Parameters<typeof prepareDocument>[0], 'fontFile'>;
type RevisionInput = Omit<Parameters<typeof buildSignatureRevision>[0], 'fontFile' | 'allocate'>;

const tasks = {
  inspect: (pdf: Uint8Array) => inspectPdf(pdf),
  prepare: (input: PrepareInput) => prepareDocument({ ...input, fontFile: documentFont() }),
  buildRevision: (input: RevisionInput) => buildSignatureRevision({ ...input, fontFile: documentFont() }),
  embed: (input: Parameters<typeof embedSignature>[0]) => embedSignature(input),
  verify: (input: Parameters<typeof verifyPdf>[0]) => verifyPdf(input),
  planStore: (input: Parameters<typeof planSecurityStore>[0]) => planSecurityStore(input),
  buildSecurityStore: (input: Parameters<typeof buildSecurityStoreRevision>[0]) =>
    buildSecurityStoreRevision(input),
  buildTimestamp: (input: Parameters<typeof buildTimestampRevision>[0]) => buildTimestampRevision(input),
  secondOpinion: ({ pdf, byteRange }: { pdf: Uint8Array; byteRange: ByteRange }) => askOther(pdf, byteRange),
  readCertificates: (pdf: Uint8Array) => certificatesIn(pdf),
  measure: (texts: MeasureInput) => measureTexts(documentFont(), texts),
  drawTypedSignature: (input: TypedName) => drawTyped(input),
  drawRoundSeal: (spec: RoundSealSpec) => drawSeal(spec),
  composeRoundSeal: (spec: RoundSealSpec) => composeSeal(spec),
  cleanPicture: (input: CleanPictureInput) => takeInk(input),
};

export type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
export type TaskInput<N extends TaskName> = Parameters<Tasks[N]>[0];
export type TaskResult<N extends TaskName> = Awaited<ReturnType<Tasks[N]>>;

/** What core's own errors say beside their code. */
function detailsOf(error: Error): ErrorDetails {
  if (!(error instanceof CoreError)) return {};
  return { params: error.params, ...(error.field === undefined ? {} : { field: error.field }) };
}

const guarded =
  <I, O>(task: (input: I) => O | Promise<O>) =>
  async (input: I): Promise<TaskOutcome<O>> => {
    try {
      return { ok: true, value: await task(input) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const code = 'code' in error && typeof error.code === 'string' ? error.code : 'INTERNAL';
      const retryable = 'retryable' in error && error.retryable === true;
      return { ok: false, code, message: error.message, retryable, details: detailsOf(error) };
    }
  };

export const inspect = guarded(tasks.inspect);
export const prepare = guarded(tasks.prepare);
export const buildRevision = guarded(tasks.buildRevision);
export const embed = guarded(tasks.embed);
export const verify = guarded(tasks.verify);
export const planStore = guarded(tasks.planStore);
export const buildSecurityStore = guarded(tasks.buildSecurityStore);
export const buildTimestamp = guarded(tasks.buildTimestamp);
export const secondOpinion = guarded(tasks.secondOpinion);
export const readCertificates = guarded(tasks.readCertificates);
export const measure = guarded(tasks.measure);
export const drawTypedSignature = guarded(tasks.drawTypedSignature);
export const drawRoundSeal = guarded(tasks.drawRoundSeal);
export const composeRoundSeal = guarded(tasks.composeRoundSeal);
export const cleanPicture = guarded(tasks.cleanPicture);
