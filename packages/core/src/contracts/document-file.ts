import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { verifyBytes } from '../verification/verify-bytes.ts';
import { getBlob } from './blob-store.ts';
import { headOf, loadContract, tenantOfActor } from './load.ts';
import { requireView } from './visibility.ts';

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

/** The signed file, once all have signed. @throws CoreError CONTRACT_NOT_COMPLETED before */
export async function downloadContract(
  ctx: Context,
  input: z.output<typeof downloadContractInput>,
): Promise<{ bytes: Uint8Array; name: string }> {
  const tenantId = tenantOfActor(ctx, input.contractId);
  if (ctx.actor.kind === 'member') requireMember(ctx, 'contract.download');
  const first = await ctx.core.db.withTenant(tenantId, async (tx) => {
    const { contract, documents, participants } = await loadContract(tx, input.contractId);
    requireView(ctx, contract, participants);
    if (contract.state !== 'completed') {
      throw new CoreError(
        'CONTRACT_NOT_COMPLETED',
        'the contract can be downloaded once all parties have signed',
      );
    }
    return documents[0];
  });
  if (!first) throw new CoreError('NOT_FOUND', 'the contract has no document');
  return documentPdf(ctx, { contractId: input.contractId, documentId: first.id });
}

/** Our verifier's report on a document as it stands now. */
export async function documentVerification(ctx: Context, input: DocumentInput) {
  const { ownerId, sha256 } = await locate(ctx, input);
  return verifyBytes(ctx.core, await getBlob(ctx.core, ownerId, sha256));
}
