import { chmod, constants, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Log } from '../../contract/host.ts';
import { PluginError } from '../../errors.ts';
import type { DocumentFormat } from './check-document.ts';
import { type Confinement, handOver, searchPath } from './confinement.ts';
import { writeProfile } from './profile.ts';
import { type ProcessOutcome, runProcess } from './run-process.ts';

export type ConversionJob = {
  soffice: string;
  confinement: Confinement;
  bytes: Uint8Array;
  from: DocumentFormat;
  timeoutMs: number;
  maxOutputBytes: number;
  log: Log;
};

/** Named, so that LibreOffice doesn't guess another format from the content. */
const importFilters = { docx: 'MS Word 2007 XML', doc: 'MS Word 97' } as const;
/** Form fields of the document become drawings: the fields of a contract are the ones it is prepared with. */
const exportFilter = 'pdf:writer_pdf_Export:{"ExportFormFields":{"type":"boolean","value":"false"}}';
const memoryKilobytes = 4 * 1024 * 1024;

/** Converts in a folder and a process of its own, both of which are gone afterwards whatever happens. */
export async function convert(job: ConversionJob): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'chopmark-conversion-'));
  try {
    const input = await furnish(folder, job);
    const outcome = await runProcess({
      command: [
        ...job.confinement.prefix,
        ...limits(job),
        job.soffice,
        ...sofficeArguments(folder, input, job.from),
      ],
      cwd: folder,
      env: environment(folder),
      timeoutMs: job.timeoutMs,
    });
    checkOutcome(outcome, job);
    return await readResult(join(folder, 'out', 'document.pdf'), job);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function furnish(folder: string, { bytes, from, confinement }: ConversionJob): Promise<string> {
  const input = join(folder, `document.${from}`);
  const profile = join(folder, 'profile');
  await writeFile(input, bytes);
  await chmod(input, 0o444);
  await writeProfile(profile);
  await mkdir(join(folder, 'out'));
  for (const path of [folder, profile, join(profile, 'user'), join(folder, 'out')])
    await handOver(path, confinement);
  return input;
}

/** Limits that the system enforces itself: processor time, memory, size of any file written. */
function limits({ timeoutMs, maxOutputBytes }: ConversionJob): string[] {
  if (process.platform === 'win32') return [];
  const seconds = Math.ceil(timeoutMs / 1000) * 2;
  // Twice what is allowed: a result a little too large can then be told from a crash.
  const blocks = 2 * Math.ceil(maxOutputBytes / 512);
  // macOS knows no limit of memory: that line may fail.
  const script = `ulimit -t ${seconds}; ulimit -f ${blocks}; ulimit -v ${memoryKilobytes} 2>/dev/null; exec "$@"`;
  return ['/bin/sh', '-c', script, 'sh'];
}

function sofficeArguments(folder: string, input: string, from: DocumentFormat): string[] {
  return [
    `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`,
    '--headless',
    '--norestore',
    '--nologo',
    '--nodefault',
    '--nolockcheck',
    '--nofirststartwizard',
    `--infilter=${importFilters[from]}`,
    '--convert-to',
    exportFilter,
    '--outdir',
    join(folder, 'out'),
    input,
  ];
}

function environment(folder: string): Record<string, string> {
  const nowhere = 'http://127.0.0.1:9';
  return {
    ...(process.platform === 'win32' ? { SystemRoot: 'C:\\Windows', TEMP: folder } : searchPath),
    HOME: folder,
    TMPDIR: folder,
    LANG: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8',
    SAL_USE_VCLPLUGIN: 'svp',
    http_proxy: nowhere,
    https_proxy: nowhere,
  };
}

function checkOutcome(outcome: ProcessOutcome, { log, timeoutMs }: ConversionJob): void {
  const { end, exitCode, signal, output } = outcome;
  if (end === 'exited' && exitCode === 0) return;
  log.warn('a conversion failed', { end, exitCode, signal, output });
  if (end === 'not-started') {
    throw new PluginError(
      'CONVERSION_UNAVAILABLE',
      'LibreOffice could not be started. Check its installation.',
    );
  }
  if (end === 'timeout') {
    throw new PluginError(
      'CONVERSION_TIMEOUT',
      `The document was not converted within ${timeoutMs / 1000} s. Try again, or save it as PDF and upload that.`,
      { retryable: true },
    );
  }
  throw new PluginError(
    'CONVERSION_FAILED',
    'LibreOffice stopped while converting the document. Try again, or save it as PDF and upload that.',
    { retryable: true },
  );
}

/** LibreOffice also ends well when it could not read the document. */
async function readResult(path: string, { maxOutputBytes }: ConversionJob): Promise<Uint8Array> {
  const pdf = await readPlainFile(path, maxOutputBytes);
  if (pdf && pdf.subarray(0, 5).toString('latin1') === '%PDF-' && pdf.subarray(-1024).includes('%%EOF')) {
    return new Uint8Array(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  }
  throw new PluginError(
    'CONVERSION_FAILED',
    'LibreOffice could not read the document. Open it in Word, save it again, or save it as PDF and upload that.',
  );
}

/** Never through a symbolic link: what ran in that folder must not choose which file of ours is read. */
async function readPlainFile(path: string, maxBytes: number): Promise<Buffer | undefined> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch(() => undefined);
  if (!file) return undefined;
  try {
    const { size } = await file.stat();
    if (size <= maxBytes) return await file.readFile();
  } finally {
    await file.close();
  }
  throw new PluginError(
    'CONVERSION_TOO_LARGE',
    `The document becomes a PDF of more than ${maxBytes} bytes. Shorten it.`,
  );
}
