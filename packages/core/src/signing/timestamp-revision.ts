import { digestOf } from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { ownBytes } from '../digest.ts';
import { levelAtSigning, promisedLevel } from '../long-term/signature-level.ts';
import { algorithmOf, capabilityFor, stampedDigest } from '../tenants/key-algorithms.ts';
import { type IntentScope, loadSigned } from './intent-scope.ts';

/**
 * A timestamp over the signature value from the owner's authority, unless the contract promises none (B-B); kept, so that a
 * replay asks for no second one.
 */
export async function timestampRevision(core: Core, scope: IntentScope, documentId: string): Promise<void> {
  const { tenantId, participantId } = scope;
  const { signature, signatureValue, policy } = await core.db.withTenant(tenantId, async (tx) => {
    const contract = await tx.contract.findUniqueOrThrow({ where: { id: scope.contractId } });
    return { ...(await loadSigned(tx, scope, documentId)), policy: contract.policy };
  });
  if (signature.timestampToken || levelAtSigning(promisedLevel(policy)) === 'B-B') return;
  const algorithm = algorithmOf(policy);
  const authority = await core.providers.of(tenantId, 'timestamp', capabilityFor('timestamp', algorithm));
  const digestAlgorithm = stampedDigest(algorithm);
  const { token, time } = await authority.timestamp({
    digest: digestOf(digestAlgorithm, signatureValue),
    digestAlgorithm,
  });
  await core.db.withTenant(tenantId, (tx) =>
    tx.documentSignature.updateMany({
      where: { documentId, participantId, timestampToken: null },
      data: { timestampToken: ownBytes(token), timestampedAt: time },
    }),
  );
}
