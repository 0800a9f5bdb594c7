import { digestForKey, type KeyAlgorithm, signedAttributes, signWithKey } from '@chopmark/crypto';
import type { TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { ownBytes } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { findActivation, type IntentScope, requireOpen, requireSignature } from './intent-scope.ts';

type Material = { privateKey: Uint8Array | undefined; algorithm: KeyAlgorithm; certificate: Uint8Array };

/**
 * The one use of the signer's key: in one transaction the activation is consumed and the signature value kept; a replay
 * gets the value that was given. Nothing but a signature over this document's ByteRange can come out.
 * @throws CoreError ACTIVATION_EXPIRED, ACTIVATION_SPENT, CONTRACT_STATE when the contract ended meanwhile
 */
export async function signRevision(core: Core, scope: IntentScope, documentId: string): Promise<void> {
  const material = await loadMaterial(core, scope);
  try {
    await core.db.withTenant(scope.tenantId, (tx) => consume(core, tx, { scope, documentId, material }));
  } finally {
    material.privateKey?.fill(0);
  }
}

async function loadMaterial(core: Core, { tenantId, intentId }: IntentScope): Promise<Material> {
  const { key, certificate } = await core.db.withTenant(tenantId, async (tx) => {
    const row = await tx.signingKey.findUniqueOrThrow({ where: { intentId } });
    return { key: row, certificate: await tx.certificate.findUniqueOrThrow({ where: { keyId: row.id } }) };
  });
  const privateKey = key.privateKeySealed
    ? await core.keys.unseal(tenantId, `key/${key.id}`, key.privateKeySealed)
    : undefined;
  return { privateKey, algorithm: key.algorithm as KeyAlgorithm, certificate: certificate.der };
}

async function consume(
  core: Core,
  tx: TenantTx,
  { scope, documentId, material }: { scope: IntentScope; documentId: string; material: Material },
): Promise<void> {
  const { intentId, participantId, contractId } = scope;
  await tx.$executeRaw`select 1 from activation where intent_id = ${intentId}::uuid and document_id = ${documentId}::uuid for update`;
  const activation = await findActivation(tx, intentId, documentId);
  if (activation.consumedAt) return;
  const { digest } = await requireSignature(tx, documentId, participantId);
  requireOpen(await tx.contract.findUniqueOrThrow({ where: { id: contractId } }));
  if (activation.expiresAt <= core.now()) {
    throw new CoreError(
      'ACTIVATION_EXPIRED',
      'the consent to sign has expired; the signer has to agree anew',
    );
  }
  const { privateKey, algorithm, certificate } = material;
  if (!privateKey) throw new CoreError('ACTIVATION_SPENT', 'the one-time key was destroyed already');
  const attributes = signedAttributes({ digest, digestAlgorithm: digestForKey(algorithm), certificate });
  const signatureValue = ownBytes(signWithKey(privateKey, algorithm, attributes));
  await tx.activation.update({
    where: { id: activation.id },
    data: { consumedAt: core.now(), signatureValue, byteRangeDigest: digest },
  });
}
