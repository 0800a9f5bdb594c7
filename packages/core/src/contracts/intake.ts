import type { Core } from '../context.ts';
import { asCoreError, CoreError } from '../errors.ts';
import { asLine } from '../plain-text.ts';

export const MAX_FILE_BYTES = 50 * 1024 * 1024;

export type PageSize = { width: number; height: number; rotation: number };
export type FileType = 'pdf' | 'docx' | 'doc';
export type TakenIn = {
  type: FileType;
  title: string;
  pdf: Uint8Array;
  pages: PageSize[];
  /** Others have signed it: it takes signatures and seals only. */
  signedBefore: boolean;
};

const OLE = [0xd0, 0xcf, 0x11, 0xe0];
const ZIP = [0x50, 0x4b, 0x03, 0x04];

/**
 * Looks an uploaded file over and turns it into the PDF that will be signed. Nothing is stored here.
 * @throws CoreError FILE_…, PDF_…, CONVERSION_…: each says what to do
 */
export async function takeIn(
  core: Core,
  tenantId: string,
  file: { name: string; bytes: Uint8Array },
): Promise<TakenIn> {
  const type = typeOf(file);
  const title = titleOf(file.name);
  const pdf = type === 'pdf' ? file.bytes : await convert(core, tenantId, { bytes: file.bytes, from: type });
  const { pages, signed } = await core.cpu.run('inspect', pdf);
  if (signed) await requireSignable(core, pdf);
  return { type, title, pdf, pages, signedBefore: signed };
}

/**
 * A file that others have signed is taken only as long as their signatures hold and allow ours.
 * @throws CoreError PDF_SIGNED_LOCKED, PDF_UNSUPPORTED
 */
async function requireSignable(core: Core, pdf: Uint8Array): Promise<void> {
  const report = await core.cpu.run('verify', { pdf, trust: [], crls: [], now: core.now() });
  if (report.verdict !== 'valid') {
    throw new CoreError('PDF_UNSUPPORTED', `the PDF is signed, and its signature says: ${report.verdict}`, {
      field: 'file',
    });
  }
  const rect = { page: 0, x: 0, y: 0, width: 1, height: 1 };
  await core.cpu.run('prepare', {
    pdf,
    controls: [{ name: 'probe', kind: 'signature', rect, signer: 'probe' }],
  });
}

/** The file's type by its content, which its name must agree with. */
export function typeOf(file: { name: string; bytes: Uint8Array }): FileType {
  const { bytes } = file;
  if (bytes.length === 0)
    throw new CoreError('FILE_EMPTY', 'the file is empty; choose another', { field: 'file' });
  if (bytes.length > MAX_FILE_BYTES) {
    throw new CoreError('FILE_TOO_LARGE', 'the file is larger than 50 MB; make it smaller', {
      field: 'file',
      params: { maxMegabytes: MAX_FILE_BYTES / 1024 / 1024 },
    });
  }
  const extension = file.name.toLowerCase().match(/\.([a-z0-9]+)$/)?.[1] ?? '';
  if (extension !== 'pdf' && extension !== 'docx' && extension !== 'doc') {
    throw new CoreError('FILE_TYPE_UNSUPPORTED', 'choose a PDF or a Word file (.docx, .doc)', {
      field: 'file',
    });
  }
  if (mayBe(extension, contentOf(bytes))) return extension;
  throw mismatch(extension);
}

/** A .docx with a password is a compound file: the conversion provider looks into it and says so. */
function mayBe(extension: FileType, content: ReturnType<typeof contentOf>): boolean {
  if (extension === 'pdf') return content === 'pdf';
  return content === 'ole' || (content === 'zip' && extension === 'docx');
}

const mismatch = (extension: string, cause?: unknown) =>
  new CoreError('FILE_TYPE_MISMATCH', `the file is named .${extension} but its content is something else`, {
    field: 'file',
    params: { extension },
    cause,
  });

function contentOf(bytes: Uint8Array): 'pdf' | 'zip' | 'ole' | 'other' {
  const starts = (magic: number[]) => magic.every((byte, index) => bytes[index] === byte);
  if (starts(ZIP)) return 'zip';
  if (starts(OLE)) return 'ole';
  // ISO 32000 readers accept a header within the first 1024 bytes.
  return Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-') ? 'pdf' : 'other';
}

async function convert(
  core: Core,
  tenantId: string,
  document: { bytes: Uint8Array; from: 'docx' | 'doc' },
): Promise<Uint8Array> {
  const provider = await core.providers.of(tenantId, 'conversion');
  try {
    return (await provider.toPdf(document)).pdf;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'CONVERSION_NOT_A_DOCUMENT') throw mismatch(document.from, error);
    if (code === 'CONVERSION_TOO_LARGE') {
      throw new CoreError('FILE_TOO_LARGE', 'the document unpacks to more than is allowed', {
        field: 'file',
        params: { maxMegabytes: MAX_FILE_BYTES / 1024 / 1024 },
        cause: error,
      });
    }
    throw asCoreError(error, 'CONVERSION_FAILED');
  }
}

const titleOf = (name: string) =>
  asLine(name.replace(/^.*[\\/]/s, '').replace(/\.[a-z0-9]+$/i, ''), 120) || 'contract';
