import type { TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { getBlob } from '../contracts/blob-store.ts';
import { headOf, lockContract } from '../contracts/load.ts';
import { ownBytes } from '../digest.ts';
import { CoreError } from '../errors.ts';

export type DocumentScope = { tenantId: string; contractId: string; documentId: string };

export type Head = { revisionNo: number; kind: string; pdf: Uint8Array; foreignLength: number };

/** The document as it stands now, with its bytes. */
export async function loadHead(core: Core, { tenantId, documentId }: DocumentScope): Promise<Head> {
  const { head, foreignLength } = await core.db.withTenant(tenantId, async (tx) => {
    const document = await tx.document.findUniqueOrThrow({ where: { id: documentId } });
    const uploaded = await tx.documentRevision.findFirstOrThrow({ where: { documentId, kind: 'uploaded' } });
    return { head: await headOf(tx, document), foreignLength: document.signedBefore ? uploaded.size : 0 };
  });
  const { revisionNo, kind, sha256 } = head;
  return { revisionNo, kind, foreignLength, pdf: await getBlob(core, tenantId, sha256) };
}

type NewRevision = {
  baseNo: number;
  kind: 'validation-data' | 'document-timestamp';
  sha256: Uint8Array;
  size: number;
};

/**
 * Moves the head by one, in the transaction that writes down what it means. Signers and other runs of the job stand in line
 * for the contract's lock; who comes second finds the head moved.
 * @throws CoreError CONFLICT (retryable) when the head is no longer where it was
 */
export async function commitLongTerm(
  core: Core,
  scope: DocumentScope,
  revision: NewRevision,
  also: (tx: TenantTx) => Promise<void>,
): Promise<void> {
  const { tenantId, contractId, documentId } = scope;
  const { baseNo, kind, sha256, size } = revision;
  await core.db.withTenant(tenantId, async (tx) => {
    await lockContract(tx, contractId);
    const moved = await tx.document.updateMany({
      where: { id: documentId, headNo: baseNo, reservedBy: null },
      data: { headNo: baseNo + 1 },
    });
    if (moved.count === 0) {
      throw new CoreError('CONFLICT', 'the document moved on under its long-term data', { retryable: true });
    }
    await tx.documentRevision.create({
      data: {
        documentId,
        revisionNo: baseNo + 1,
        tenantId,
        contractId,
        kind,
        sha256: ownBytes(sha256),
        size,
        createdAt: core.now(),
      },
    });
    await also(tx);
  });
}
