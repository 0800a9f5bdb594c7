import { run } from './run.ts';

export type Tool = 'soffice' | 'qpdf' | 'pdfsig' | 'pdftotext' | 'openssl' | 'certutil';

/** Why a program can't be used on this machine; absent when it can. */
export type MissingTools = Partial<Record<Tool, string>>;

const PROBES: Record<Tool, string[]> = {
  soffice: ['--version'],
  qpdf: ['--version'],
  pdfsig: ['-v'],
  pdftotext: ['-v'],
  openssl: ['version'],
  certutil: ['-H'],
};

export async function missingTools(): Promise<MissingTools> {
  const missing: MissingTools = {};
  for (const [tool, args] of Object.entries(PROBES) as [Tool, string[]][]) {
    const answer = await run(tool, args).catch(() => undefined);
    if (!answer) missing[tool] = `${tool} is not installed`;
    // LibreSSL's command of that name lacks the options used here.
    else if (tool === 'openssl' && !/^OpenSSL [3-9]/.test(answer.stdout)) missing[tool] = 'openssl is not OpenSSL 3';
  }
  return missing;
}
