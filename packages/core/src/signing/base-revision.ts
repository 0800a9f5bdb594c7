import type { TenantTx } from '@chopmark/db';
import { CoreError } from '../errors.ts';

/**
 * The revision every signer's agreement is bound to: the certified one, or the prepared one of a file that others had
 * signed before. All later heads only extend it.
 */
export async function baseRevision(tx: TenantTx, documentId: string) {
  const base = await tx.documentRevision.findFirst({
    where: { documentId, kind: { in: ['certified', 'prepared'] } },
    orderBy: { revisionNo: 'desc' },
  });
  if (!base)
    throw new CoreError('CONTRACT_STATE', 'the document is not prepared yet', {
      params: { from: 'sending', to: 'signed' },
    });
  return base;
}

/** The SHA-256 of each document as it is shown to signers, in the given order. */
export async function baseDigests(tx: TenantTx, documents: { id: string }[]) {
  const digests: { documentId: string; sha256: Uint8Array }[] = [];
  for (const { id } of documents) {
    digests.push({ documentId: id, sha256: (await baseRevision(tx, id)).sha256 });
  }
  return digests;
}
