import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { verifyBytes } from '../verification/verify-bytes.ts';
import { getBlob } from './blob-store.ts';
import { headOf, loadContract, tenantOfActor } from './load.ts';
import { requireView } from './visibility.ts';
import { zipArchive } from './zip-archive.ts';

export const documentPdfInput = z.object({ contractId: z.uuid(), documentId: z.uuid() });

type DocumentInput = z.output<typeof documentPdfInput>;

/** A document as it stands now, for looking at. @throws CoreError NOT_FOUND for foreign IDs */
export async function documentPdf(
  ctx: Context,
  input: DocumentInput,
): Promise<{ bytes: Uint8Array; name: string }> {
  const { ownerId, sha256, name } = await locate(ctx, input);
  return { bytes: await getBlob(ctx.core, ownerId, sha256), name };
}

async function locate(ctx: Context, input: DocumentInput) {
  return ctx.core.db.withTenant(tenantOfActor(ctx, input.contractId), async (tx) => {
    const { contract, documents, participants } = await loadContract(tx, input.contractId);
    requireView(ctx, contract, participants);
    const document = documents.find((each) => each.id === input.documentId);
    if (!document) throw new CoreError('NOT_FOUND', 'no such document');
    const { sha256 } = await headOf(tx, document);
    return { ownerId: contract.tenantId, sha256, name: `${document.title}.pdf` };
  });
}

export const downloadContractInput = z.object({ contractId: z.uuid() });

export type DownloadedFile = { bytes: Uint8Array; name: string; type: 'pdf' | 'zip' };

/**
 * The signed file, once all have signed; several documents come in one ZIP archive.
 * @throws CoreError CONTRACT_NOT_COMPLETED before
 */
export async function downloadContract(
  ctx: Context,
  input: z.output<typeof downloadContractInput>,
): Promise<DownloadedFile> {
  const { contractId } = input;
  const tenantId = tenantOfActor(ctx, contractId);
  if (ctx.actor.kind === 'member') requireMember(ctx, 'contract.download');
  const { contract, documents } = await ctx.core.db.withTenant(tenantId, async (tx) => {
    const loaded = await loadContract(tx, contractId);
    requireView(ctx, loaded.contract, loaded.participants);
    if (loaded.contract.state === 'completed') return loaded;
    throw new CoreError(
      'CONTRACT_NOT_COMPLETED',
      'the contract can be downloaded once all parties have signed',
    );
  });
  const files: { bytes: Uint8Array; name: string }[] = [];
  for (const { id: documentId } of documents) files.push(await documentPdf(ctx, { contractId, documentId }));
  const [only] = files;
  if (only && files.length === 1) return { ...only, type: 'pdf' };
  const bytes = zipArchive(numbered(files), contract.endedAt ?? contract.createdAt);
  return { bytes, name: `${contract.title}.zip`, type: 'zip' };
}

/** In the documents' order, and no two of one name; no folders, whatever a title says. */
const numbered = (files: { bytes: Uint8Array; name: string }[]) =>
  files.map(({ name, bytes }, index) => ({
    name: `${index + 1} ${name.replaceAll(/[\\/:*?"<>|]/g, '_')}`,
    bytes,
  }));

/** Our verifier's report on a document as it stands now. */
export async function documentVerification(ctx: Context, input: DocumentInput) {
  const { ownerId, sha256 } = await locate(ctx, input);
  return verifyBytes(ctx.core, await getBlob(ctx.core, ownerId, sha256));
}
