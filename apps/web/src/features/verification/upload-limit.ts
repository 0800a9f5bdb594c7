import type { UploadVerification } from './report.ts';

/** What is said of a file that is too large to be sent: no verdict, and that is not the file's fault. */
export const tooLarge = (): UploadVerification => ({
  verdict: 'invalid',
  indication: 'INDETERMINATE',
  subIndication: 'SIGNED_DATA_NOT_FOUND',
  signatures: [],
  reasons: ['TOO_LARGE'],
  warnings: [],
  explanation: { 'zh-CN': [], en: [] },
  words: {},
});
