import type { Core } from '../context.ts';
import { ownBytes, sha256 } from '../digest.ts';
import { levelAtSigning, promisedLevel } from '../long-term/signature-level.ts';
import { type IntentScope, loadSigned } from './intent-scope.ts';

/**
 * A timestamp over the signature value from the owner's authority, unless the contract promises none (B-B); kept, so that a
 * replay asks for no second one.
 */
export async function timestampRevision(core: Core, scope: IntentScope, documentId: string): Promise<void> {
  const { tenantId, participantId } = scope;
  const { level, signature, signatureValue } = await core.db.withTenant(tenantId, async (tx) => ({
    level: promisedLevel((await tx.contract.findUniqueOrThrow({ where: { id: scope.contractId } })).policy),
    ...(await loadSigned(tx, scope, documentId)),
  }));
  if (signature.timestampToken || levelAtSigning(level) === 'B-B') return;
  const authority = await core.providers.of(tenantId, 'timestamp');
  const { token, time } = await authority.timestamp({
    digest: sha256(signatureValue),
    digestAlgorithm: 'SHA-256',
  });
  await core.db.withTenant(tenantId, (tx) =>
    tx.documentSignature.updateMany({
      where: { documentId, participantId, timestampToken: null },
      data: { timestampToken: ownBytes(token), timestampedAt: time },
    }),
  );
}
