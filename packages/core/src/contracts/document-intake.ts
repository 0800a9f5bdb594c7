import type { TenantTx } from '@chopmark/db';
import type { Context, Core } from '../context.ts';
import { toHex } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { newId } from '../ids.ts';
import { asLine } from '../plain-text.ts';
import { putBlob } from './blob-store.ts';
import { type TakenIn, takeIn } from './intake.ts';

export const MAX_DOCUMENTS = 10;
export const MAX_DOCUMENTS_BYTES = 100 * 1024 * 1024;

const CONTENT_TYPES = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  doc: 'application/msword',
};

/** A file that was looked over and lies in the owner's storage, but hangs on no contract yet. */
export type StoredFile = Omit<TakenIn, 'pdf'> & {
  sourceName: string;
  /** SHA-256 of what was uploaded, and of the PDF it became. */
  source: Uint8Array<ArrayBuffer>;
  sha256: Uint8Array<ArrayBuffer>;
  /** Of the PDF, in bytes. */
  size: number;
};

/**
 * Looks a file over, turns it into a PDF and stores both.
 * @param check called with the PDF's size before anything is stored
 * @throws CoreError FILE_…, PDF_…, CONVERSION_…
 */
export async function storeFile(
  core: Core,
  tenantId: string,
  upload: { name: string; bytes: Uint8Array },
  check: (size: number) => Promise<void> = async () => {},
): Promise<StoredFile> {
  const { pdf, ...taken } = await takeIn(core, tenantId, upload);
  await check(pdf.length);
  const source = await putBlob(core, tenantId, upload.bytes, CONTENT_TYPES[taken.type]);
  const sha256 = taken.type === 'pdf' ? source : await putBlob(core, tenantId, pdf);
  return { ...taken, source, sha256, size: pdf.length, sourceName: asLine(upload.name, 200) };
}

/** @throws CoreError DOCUMENTS_TOO_MANY, DOCUMENTS_TOO_LARGE when one more of this size is too much */
export async function requireRoom(tx: TenantTx, contractId: string, size: number): Promise<void> {
  const sizes = await tx.documentRevision.findMany({
    where: { contractId, revisionNo: 0 },
    select: { size: true },
  });
  if (sizes.length >= MAX_DOCUMENTS) {
    throw new CoreError('DOCUMENTS_TOO_MANY', 'a contract has at most 10 documents', {
      field: 'file',
      params: { max: MAX_DOCUMENTS },
    });
  }
  if (sizes.reduce((sum, each) => sum + each.size, size) <= MAX_DOCUMENTS_BYTES) return;
  throw new CoreError('DOCUMENTS_TOO_LARGE', "a contract's documents have at most 100 MB together", {
    field: 'file',
    params: { maxMegabytes: MAX_DOCUMENTS_BYTES / 1024 / 1024 },
  });
}

/** Hangs a stored file on a draft as its document. @returns the document's ID */
export async function insertDocument(
  tx: TenantTx,
  ctx: Context,
  at: { tenantId: string; contractId: string; file: StoredFile; position: number },
): Promise<string> {
  const { tenantId, contractId, file, position } = at;
  const now = ctx.core.now();
  const documentId = newId(now);
  await tx.document.create({
    data: {
      id: documentId,
      tenantId,
      contractId,
      position,
      title: file.title,
      sourceName: file.sourceName,
      sourceType: file.type,
      sourceSha256: file.source,
      pages: file.pages,
      headNo: 0,
      signedBefore: file.signedBefore,
    },
  });
  const { sha256, size } = file;
  await tx.documentRevision.create({
    data: { documentId, revisionNo: 0, tenantId, contractId, kind: 'uploaded', sha256, size, createdAt: now },
  });
  await appendEvent(tx, {
    tenantId,
    contractId,
    type: 'document.added',
    at: now,
    actor: eventActor(ctx),
    data: { documentId, source: toHex(file.source), pdf: toHex(sha256), size },
  });
  return documentId;
}
