import {
  buildSignatureRevision,
  embedSignature,
  inspectPdf,
  prepareDocument,
  verifyPdf,
} from '@chopmark/crypto';
import { documentFont } from '../contracts/document-font.ts';
import { CoreError } from '../errors.ts';
import { drawRoundSeal as drawSeal, type RoundSealSpec } from '../seals/round-seal.ts';

/** What a task gives back across threads: errors keep their code, which structured cloning would drop. */
export type TaskOutcome<T> =
  | { ok: true; value: T }
  | { ok: false; code: string; message: string; retryable: boolean; params?: CoreError['params'] };

type PrepareInput = Omit<Parameters<typeof prepareDocument>[0], 'fontFile'>;
type RevisionInput = Omit<Parameters<typeof buildSignatureRevision>[0], 'fontFile'>;

const tasks = {
  inspect: (pdf: Uint8Array) => inspectPdf(pdf),
  prepare: (input: PrepareInput) => prepareDocument({ ...input, fontFile: documentFont() }),
  buildRevision: (input: RevisionInput) => buildSignatureRevision({ ...input, fontFile: documentFont() }),
  embed: (input: Parameters<typeof embedSignature>[0]) => embedSignature(input),
  verify: (input: Parameters<typeof verifyPdf>[0]) => verifyPdf(input),
  drawRoundSeal: (spec: RoundSealSpec) => drawSeal(spec),
};

export type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
export type TaskInput<N extends TaskName> = Parameters<Tasks[N]>[0];
export type TaskResult<N extends TaskName> = Awaited<ReturnType<Tasks[N]>>;

const guarded =
  <I, O>(task: (input: I) => O | Promise<O>) =>
  async (input: I): Promise<TaskOutcome<O>> => {
    try {
      return { ok: true, value: await task(input) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const code = 'code' in error && typeof error.code === 'string' ? error.code : 'INTERNAL';
      const retryable = 'retryable' in error && error.retryable === true;
      const params = error instanceof CoreError ? { params: error.params } : {};
      return { ok: false, code, message: error.message, retryable, ...params };
    }
  };

export const inspect = guarded(tasks.inspect);
export const prepare = guarded(tasks.prepare);
export const buildRevision = guarded(tasks.buildRevision);
export const embed = guarded(tasks.embed);
export const verify = guarded(tasks.verify);
export const drawRoundSeal = guarded(tasks.drawRoundSeal);
