import { digestOf } from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { lockContract } from '../contracts/load.ts';
import { ownBytes } from '../digest.ts';
import { appendEvent } from '../evidence/events.ts';
import { levelAtSigning, promisedLevel } from '../long-term/signature-level.ts';
import { algorithmOf, capabilityFor, stampedDigest } from '../tenants/key-algorithms.ts';
import { stampDigest } from '../timestamps/stamp-digest.ts';
import { requireUnrevoked } from './certificate-revoked.ts';
import { type IntentScope, loadSigned } from './intent-scope.ts';

/**
 * A timestamp over the signature value from one of the owner's authorities, unless the contract promises none (B-B); kept,
 * so that a replay asks for no second one. Without one the job fails: a contract that promises B-T never ends as B-B.
 * @throws CoreError TIMESTAMP_UNAVAILABLE, CERTIFICATE_REVOKED
 */
export async function timestampRevision(core: Core, scope: IntentScope, documentId: string): Promise<void> {
  const { tenantId, contractId, participantId } = scope;
  const { signature, signatureValue, policy } = await core.db.withTenant(tenantId, async (tx) => {
    const contract = await tx.contract.findUniqueOrThrow({ where: { id: contractId } });
    return { ...(await loadSigned(tx, scope, documentId)), policy: contract.policy };
  });
  if (signature.timestampToken || levelAtSigning(promisedLevel(policy)) === 'B-B') return;
  // A timestamp proves the signature only if it comes before a revocation.
  await requireUnrevoked(core, scope);
  const algorithm = algorithmOf(policy);
  const digestAlgorithm = stampedDigest(algorithm);
  const { token, time, evidence } = await stampDigest(core, {
    tenantId,
    digest: digestOf(digestAlgorithm, signatureValue),
    digestAlgorithm,
    capability: capabilityFor('timestamp', algorithm),
  });
  await core.db.withTenant(tenantId, async (tx) => {
    await lockContract(tx, contractId);
    const { count } = await tx.documentSignature.updateMany({
      where: { documentId, participantId, timestampToken: null },
      data: { timestampToken: ownBytes(token), timestampedAt: time },
    });
    if (count === 0) return;
    await appendEvent(tx, {
      tenantId,
      contractId,
      type: 'signature.timestamped',
      at: core.now(),
      actor: { kind: 'system' },
      data: { documentId, participantId, timestampedAt: time.toISOString(), ...evidence },
    });
  });
}
