import { assembleSignature, digestForKey, type KeyAlgorithm, signedAttributes } from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { getBlob, putBlob } from '../contracts/blob-store.ts';
import { lockContract } from '../contracts/load.ts';
import { toHex } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { appendEvent } from '../evidence/events.ts';
import { levelAtSigning, promisedLevel } from '../long-term/signature-level.ts';
import { rootCertificates } from '../platform/authority.ts';
import { timestampTrust } from '../timestamps/known-authorities.ts';
import { certificateRevoked } from './certificate-revoked.ts';
import { findSignature, type IntentScope, loadSigned } from './intent-scope.ts';
import { verifyProduced } from './verify-produced.ts';

/**
 * Assembles, verifies with our own verifier, stores and commits the signed revision as the new head. Finds its own earlier
 * result.
 * @throws CoreError CERTIFICATE_REVOKED, SIGNATURE_REFUSED, CONFLICT
 */
export async function commitSignedRevision(
  core: Core,
  scope: IntentScope,
  documentId: string,
): Promise<void> {
  const { tenantId } = scope;
  const made = await loadMade(core, scope, documentId);
  const { signature, certificate } = made;
  if (signature.revisionNo !== null) return;
  requireValidWhenSigned(made);
  const [a = 0, b = 0, c = 0, d = 0] = signature.byteRange;
  const unsigned = await getBlob(core, tenantId, signature.unsignedSha256);
  const pdf = await core.cpu.run('embed', { pdf: unsigned, byteRange: [a, b, c, d], cms: containerOf(made) });
  await verifyProduced(core, pdf, {
    trust: await rootCertificates(core),
    timestampTrust: await timestampTrust(core, tenantId),
    field: signature.fieldName,
    level: levelAtSigning(made.level),
  });
  await commitHead(core, scope, {
    documentId,
    baseNo: signature.baseNo,
    digest: await putBlob(core, tenantId, pdf),
    size: pdf.length,
    serial: certificate.serialNumber,
  });
}

type Made = Awaited<ReturnType<typeof loadMade>>;

const loadMade = (core: Core, scope: IntentScope, documentId: string) =>
  core.db.withTenant(scope.tenantId, async (tx) => {
    const key = await tx.signingKey.findUniqueOrThrow({ where: { intentId: scope.intentId } });
    const certificate = await tx.certificate.findUniqueOrThrow({ where: { keyId: key.id } });
    const { policy } = await tx.contract.findUniqueOrThrow({ where: { id: scope.contractId } });
    return { ...(await loadSigned(tx, scope, documentId)), key, certificate, level: promisedLevel(policy) };
  });

/** What was timestamped before the revocation stays valid; a signature without a timestamp proves no time of its own. */
function requireValidWhenSigned({ signature, certificate }: Made): void {
  const { revokedAt } = certificate;
  if (!revokedAt || (signature.timestampedAt && signature.timestampedAt < revokedAt)) return;
  throw certificateRevoked();
}

/** The CMS with the leaf, its chain and the timestamp token, if the level has one. */
function containerOf({ signature, signatureValue, key, certificate, level }: Made): Uint8Array {
  const { timestampToken } = signature;
  if (!timestampToken && levelAtSigning(level) !== 'B-B')
    throw new CoreError('INTERNAL', 'the signature has no timestamp yet');
  const { der, chain } = certificate;
  const algorithm = key.algorithm as KeyAlgorithm;
  return assembleSignature({
    signedAttributes: signedAttributes({
      digest: signature.digest,
      digestAlgorithm: digestForKey(algorithm),
      certificate: der,
    }),
    signature: signatureValue,
    algorithm,
    certificates: [der, ...chain],
    ...(timestampToken && { timestampToken }),
  });
}

type SignedRevision = {
  documentId: string;
  baseNo: number;
  digest: Uint8Array<ArrayBuffer>;
  size: number;
  serial: string;
};

/** Compare-and-swap of the head, under the contract's lock like everything that changes a contract. */
async function commitHead(core: Core, scope: IntentScope, signed: SignedRevision): Promise<void> {
  const { tenantId, contractId, participantId, intentId } = scope;
  const { documentId } = signed;
  const now = core.now();
  const revisionNo = signed.baseNo + 1;
  await core.db.withTenant(tenantId, async (tx) => {
    await lockContract(tx, contractId);
    const moved = await tx.document.updateMany({
      where: { id: documentId, headNo: signed.baseNo, reservedBy: intentId },
      data: { headNo: revisionNo, reservedBy: null },
    });
    if (moved.count === 0) {
      const done = await findSignature(tx, documentId, participantId);
      if (done?.revisionNo === revisionNo) return;
      throw new CoreError('CONFLICT', 'the document moved on under this signature', { retryable: true });
    }
    await tx.documentRevision.create({
      data: {
        documentId,
        revisionNo,
        tenantId,
        contractId,
        kind: 'signed',
        sha256: signed.digest,
        size: signed.size,
        intentId,
        createdAt: now,
      },
    });
    const row = await tx.documentSignature.update({
      where: { documentId_participantId: { documentId, participantId } },
      data: { revisionNo },
    });
    const data = {
      documentId,
      participantId,
      intentId,
      revision: revisionNo,
      sha256: toHex(signed.digest),
      byteRangeDigest: toHex(row.digest),
      certificate: signed.serial,
      timestampedAt: row.timestampedAt?.toISOString() ?? null,
    };
    const actor = { kind: 'system' } as const;
    await appendEvent(tx, { tenantId, contractId, type: 'document.signed', at: now, actor, data });
  });
}
