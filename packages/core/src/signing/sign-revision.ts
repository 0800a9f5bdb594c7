import { digestForKey, signedAttributes } from '@chopmark/crypto';
import type { TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { destroyKey, type PreparedKey } from '../custody/signer-keys.ts';
import { sameBytes } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { baseRevision } from './base-revision.ts';
import { ensureCertificate } from './certificate.ts';
import { findUnrevoked, requireStillUnrevoked, requireUnrevoked } from './certificate-revoked.ts';
import { type IntentScope, requireOpen, requireSignature } from './intent-scope.ts';

/**
 * The one use of the signer's key: in one transaction the activation is checked and consumed, the private key opened, in
 * its thread, and the signature value kept; with the intent's last activation the key is destroyed as well. A replay gets
 * the value that was given. Nothing but a signature over this document's ByteRange can come out.
 * @throws CoreError ACTIVATION_MISSING, ACTIVATION_EXPIRED, ACTIVATION_SPENT, DOCUMENTS_CHANGED, CERTIFICATE_REVOKED,
 * CONTRACT_STATE when the contract ended meanwhile
 */
export async function signRevision(core: Core, scope: IntentScope, documentId: string): Promise<void> {
  const certificate = (await findUnrevoked(core, scope)) ?? (await certifyAnew(core, scope));
  const key = await core.signerKeys.prepare(scope);
  try {
    await core.db.withTenant(scope.tenantId, (tx) =>
      consume(core, tx, { scope, documentId, certificate, key }),
    );
  } finally {
    key.release();
  }
}

/**
 * A job engine elsewhere remembers that key and certificate were made, also when the database's machine failed before they were on its
 * disk (ADR 8). Nothing was signed then, and others do as well.
 */
async function certifyAnew(core: Core, scope: IntentScope): Promise<Uint8Array> {
  await ensureCertificate(core, scope);
  return requireUnrevoked(core, scope);
}

type Use = { scope: IntentScope; documentId: string; certificate: Uint8Array; key: PreparedKey };

async function consume(
  core: Core,
  tx: TenantTx,
  { scope, documentId, certificate, key }: Use,
): Promise<void> {
  const { intentId } = scope;
  const activation = await lockActivation(tx, intentId, documentId);
  if (activation.consumedAt) return;
  await requireStillUnrevoked(tx, intentId);
  const digest = await requireUsable(core, tx, { scope, documentId, activation });
  const digestAlgorithm = digestForKey(key.algorithm);
  const attributes = signedAttributes({ digest, digestAlgorithm, certificate });
  const signatureValue = await key.sign(tx, attributes);
  const now = core.now();
  await tx.activation.update({
    where: { id: activation.id },
    data: { consumedAt: now, signatureValue, byteRangeDigest: digest },
  });
  const unused = await tx.activation.count({ where: { intentId, consumedAt: null } });
  if (unused === 0) await destroyKey(tx, intentId, now);
}

type Activation = Awaited<ReturnType<typeof lockActivation>>;

/** From here on nobody else can use or change the activation until this transaction ends. */
async function lockActivation(tx: TenantTx, intentId: string, documentId: string) {
  await tx.$executeRaw`select 1 from activation where intent_id = ${intentId}::uuid and document_id = ${documentId}::uuid for update`;
  const activation = await tx.activation.findUnique({
    where: { intentId_documentId: { intentId, documentId } },
  });
  if (activation) return activation;
  throw new CoreError('ACTIVATION_MISSING', 'nobody has agreed to sign this document');
}

/** @returns the digest to sign: of the very revision that was built on the bytes the signer agreed to */
async function requireUsable(
  core: Core,
  tx: TenantTx,
  { scope, documentId, activation }: { scope: IntentScope; documentId: string; activation: Activation },
): Promise<Uint8Array<ArrayBuffer>> {
  const { participantId, contractId, intentId } = scope;
  const signature = await requireSignature(tx, documentId, participantId);
  requireOpen(await tx.contract.findUniqueOrThrow({ where: { id: contractId } }));
  if (activation.expiresAt <= core.now()) {
    throw new CoreError(
      'ACTIVATION_EXPIRED',
      'the consent to sign has expired; the signer has to agree anew',
    );
  }
  const { sha256 } = await baseRevision(tx, documentId);
  const isBound =
    activation.participantId === participantId &&
    signature.intentId === intentId &&
    sameBytes(activation.preparedSha256, sha256);
  if (isBound) return signature.digest;
  throw new CoreError('DOCUMENTS_CHANGED', 'the consent was given for another document');
}
