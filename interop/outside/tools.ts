import { run } from './run.ts';

export type Tool = 'soffice' | 'qpdf' | 'pdfsig' | 'pdftotext' | 'openssl' | 'certutil';

/** Why a program can't be used on this machine; no entry when it can. */
export type MissingTools = Partial<Record<Tool, string>>;

const PROBES: [Tool, string[][]][] = [
  [
    'soffice',
    [
      ['soffice', '--version'],
      ['libreoffice', '--version'],
    ],
  ],
  ['qpdf', [['qpdf', '--version']]],
  ['pdfsig', [['pdfsig', '-v']]],
  ['pdftotext', [['pdftotext', '-v']]],
  ['openssl', [['openssl', 'version']]],
  ['certutil', [['certutil', '-H']]],
];

export async function missingTools(): Promise<MissingTools> {
  const missing: MissingTools = {};
  for (const [tool, commands] of PROBES) {
    const reason = await missingReason(tool, commands);
    if (reason) missing[tool] = reason;
  }
  return missing;
}

async function missingReason(tool: Tool, commands: string[][]): Promise<string | undefined> {
  for (const [program = tool, ...args] of commands) {
    const answer = await run(program, args).catch(() => undefined);
    if (!answer) continue;
    // LibreSSL's command of that name lacks the options used here.
    const unfit = tool === 'openssl' && !/^OpenSSL [3-9]/.test(answer.stdout);
    return unfit ? `${answer.stdout.trim()} is not OpenSSL 3` : undefined;
  }
  return `${tool} is not installed`;
}
