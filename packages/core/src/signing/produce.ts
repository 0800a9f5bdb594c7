import {
  assembleSignature,
  describeCertificate,
  generateKeyPair,
  type KeyAlgorithm,
  signedAttributes,
  signWithKey,
} from '@chopmark/crypto';
import type { TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { getBlob, putBlob } from '../contracts/blob-store.ts';
import { ownBytes, sameBytes, sha256, toHex } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { appendEvent } from '../evidence/events.ts';
import { newId } from '../ids.ts';
import { rootCertificate } from '../platform/authority.ts';
import type { SealDrawing } from '../seals/round-seal.ts';
import { drawingSchema } from '../seals/seals.ts';
import { baseRevision } from './base-revision.ts';
import { CONTENTS_SIZE } from './prepare.ts';
import { verifyProduced } from './verify-produced.ts';

/**
 * The steps of the signing job. Each finds its own earlier result by the intent's ID, so that a second delivery changes
 * nothing; the order is: certificate → for each document reserve and build → sign → timestamp → commit.
 */
export type IntentScope = { tenantId: string; contractId: string; participantId: string; intentId: string };

const CERTIFICATE_DAYS = 2 * 365;

/** A one-time key and the CA's certificate for it. */
export async function ensureCertificate(core: Core, scope: IntentScope): Promise<void> {
  const { tenantId, intentId } = scope;
  const keyId = await ensureKey(core, scope);
  const { key, existing, participant, tenant } = await core.db.withTenant(tenantId, async (tx) => ({
    key: await tx.signingKey.findUniqueOrThrow({ where: { id: keyId } }),
    existing: await tx.certificate.findUnique({ where: { keyId }, select: { id: true } }),
    participant: await tx.participant.findUniqueOrThrow({ where: { id: scope.participantId } }),
    tenant: await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } }),
  }));
  if (existing) return;
  const ca = await core.providers.of(tenantId, 'ca');
  const enterprise = participant.kind === 'member';
  const issued = await ca.issue({
    requestId: intentId,
    profile: enterprise ? 'enterprise' : 'person',
    subject: enterprise
      ? {
          commonName: tenant.name,
          organization: tenant.name,
          country: 'CN',
          ...(tenant.creditCode ? { organizationIdentifier: `USCCN-${tenant.creditCode}` } : {}),
        }
      : { commonName: participant.name, country: 'CN' },
    publicKey: key.publicKey,
    validityDays: CERTIFICATE_DAYS,
  });
  const described = describeCertificate(issued.certificate);
  await core.db.withTenant(tenantId, (tx) =>
    tx.certificate.createMany({
      data: [
        {
          id: newId(core.now()),
          tenantId,
          keyId,
          profile: enterprise ? 'enterprise' : 'person',
          subject: described.subject.text,
          serialNumber: described.serialNumber,
          der: ownBytes(issued.certificate),
          chain: issued.chain.map(ownBytes),
          licensed: ca.licensed,
          notBefore: described.notBefore,
          notAfter: described.notAfter,
          createdAt: core.now(),
        },
      ],
      skipDuplicates: true,
    }),
  );
}

async function ensureKey(core: Core, { tenantId, intentId }: IntentScope): Promise<string> {
  const find = () =>
    core.db.withTenant(tenantId, (tx) =>
      tx.signingKey.findUnique({ where: { intentId }, select: { id: true } }),
    );
  const earlier = await find();
  if (earlier) return earlier.id;
  const pair = await generateKeyPair('ec-p256');
  const id = newId(core.now());
  const privateKeySealed = await core.keys.seal(tenantId, `key/${id}`, pair.privateKey);
  await core.db.withTenant(tenantId, (tx) =>
    tx.signingKey.createMany({
      data: [
        {
          id,
          tenantId,
          purpose: 'signer',
          algorithm: pair.algorithm,
          publicKey: ownBytes(pair.publicKey),
          privateKeySealed,
          state: 'ready',
          intentId,
          createdAt: core.now(),
        },
      ],
      skipDuplicates: true,
    }),
  );
  const stored = await find();
  if (!stored) throw new CoreError('INTERNAL', 'the signing key was not stored');
  return stored.id;
}

/**
 * Reserves the document's head for this intent and builds the unsigned revision on it. First it proves that the head
 * only extends the bytes the signer agreed to, by permitted changes.
 */
export async function buildRevision(core: Core, scope: IntentScope, documentId: string): Promise<void> {
  const { tenantId } = scope;
  const state = await core.db.withTenant(tenantId, async (tx) => {
    const built = await findSignature(tx, documentId, scope.participantId);
    if (built) return undefined;
    const contract = await tx.contract.findUniqueOrThrow({ where: { id: scope.contractId } });
    if (contract.state !== 'in_progress') {
      throw new CoreError('CONTRACT_STATE', `the contract is ${contract.state}; it cannot be signed`, {
        params: { from: contract.state, to: 'signed' },
      });
    }
    const reserved = await tx.document.updateMany({
      where: { id: documentId, OR: [{ reservedBy: null }, { reservedBy: scope.intentId }] },
      data: { reservedBy: scope.intentId },
    });
    if (reserved.count === 0) {
      throw new CoreError('CONFLICT', 'another signature is being put on this document; try again', {
        retryable: true,
      });
    }
    return loadForBuild(tx, scope, documentId);
  });
  if (!state) return;
  const head = await getBlob(core, tenantId, state.head.sha256);
  await requireExtension(core, tenantId, state, head);
  const revision = await core.cpu.run('buildRevision', {
    pdf: head,
    field: state.field,
    signer: { name: state.signerName },
    signingTime: state.intent.signingTime,
    contentsSize: CONTENTS_SIZE,
    appearance: state.appearance,
    texts: state.texts,
  });
  const unsignedSha256 = await putBlob(core, tenantId, revision.pdf);
  await core.db.withTenant(tenantId, (tx) =>
    tx.documentSignature.createMany({
      data: [
        {
          documentId,
          participantId: scope.participantId,
          tenantId,
          contractId: scope.contractId,
          intentId: scope.intentId,
          fieldName: state.field,
          baseNo: state.head.revisionNo,
          unsignedSha256,
          byteRange: [...revision.byteRange],
          digest: ownBytes(revision.digest),
          createdAt: core.now(),
        },
      ],
      skipDuplicates: true,
    }),
  );
}

type BuildState = Awaited<ReturnType<typeof loadForBuild>>;

async function loadForBuild(tx: TenantTx, scope: IntentScope, documentId: string) {
  const document = await tx.document.findUniqueOrThrow({ where: { id: documentId } });
  const head = await tx.documentRevision.findUniqueOrThrow({
    where: { documentId_revisionNo: { documentId, revisionNo: document.headNo } },
  });
  const intent = await tx.signingIntent.findUniqueOrThrow({ where: { id: scope.intentId } });
  const participant = await tx.participant.findUniqueOrThrow({ where: { id: scope.participantId } });
  const activation = await tx.activation.findUniqueOrThrow({
    where: { intentId_documentId: { intentId: scope.intentId, documentId } },
  });
  const controls = await tx.control.findMany({ where: { documentId, participantId: scope.participantId } });
  const control =
    controls.find((each) => each.kind === 'seal') ?? controls.find((each) => each.kind === 'signature');
  if (!control) throw new CoreError('INTERNAL', 'this party has no place to sign on the document');
  const values = intent.values as Record<string, string>;
  const texts = controls.flatMap(({ name }) => {
    const value = values[`${documentId}/${name}`];
    return value === undefined ? [] : [{ name, value }];
  });
  const drawings = intent.appearance as { seal: unknown; signature: unknown };
  const appearance = drawingSchema.parse(
    control.kind === 'seal' ? drawings.seal : drawings.signature,
  ) as SealDrawing;
  return {
    head,
    base: await baseRevision(tx, documentId),
    intent,
    activation,
    field: control.name,
    texts,
    appearance,
    signerName: participant.organization ?? participant.name,
  };
}

async function requireExtension(
  core: Core,
  tenantId: string,
  state: BuildState,
  head: Uint8Array,
): Promise<void> {
  if (!sameBytes(state.base.sha256, state.activation.preparedSha256)) {
    throw new CoreError('DOCUMENTS_CHANGED', 'the document is not the one the signer agreed to');
  }
  if (state.base.revisionNo === state.head.revisionNo) return;
  const base = await getBlob(core, tenantId, state.base.sha256);
  const report = await core.cpu.run('verify', { pdf: head, trust: [], crls: [], now: core.now() });
  const extends_ = sameBytes(head.subarray(0, base.length), base);
  if (!extends_ || report.verdict !== 'valid') {
    throw new CoreError(
      'DOCUMENTS_CHANGED',
      'the document was changed otherwise than by signing since the signer agreed',
    );
  }
}

/**
 * The one use of the signer's key: in one transaction the activation is consumed and the signature value kept; a replay
 * gets the value that was given. Nothing but a signature over this document's ByteRange can come out.
 */
export async function signRevision(core: Core, scope: IntentScope, documentId: string): Promise<void> {
  const { tenantId, intentId } = scope;
  const material = await core.db.withTenant(tenantId, async (tx) => {
    const key = await tx.signingKey.findUniqueOrThrow({ where: { intentId } });
    const certificate = await tx.certificate.findUniqueOrThrow({ where: { keyId: key.id } });
    return { key, certificate };
  });
  const { key, certificate } = material;
  const privateKey = key.privateKeySealed
    ? await core.keys.unseal(tenantId, `key/${key.id}`, key.privateKeySealed)
    : undefined;
  try {
    await core.db.withTenant(tenantId, async (tx) => {
      await tx.$executeRaw`select 1 from activation where intent_id = ${intentId}::uuid and document_id = ${documentId}::uuid for update`;
      const activation = await tx.activation.findUniqueOrThrow({
        where: { intentId_documentId: { intentId, documentId } },
      });
      const signature = await requireSignature(tx, documentId, scope.participantId);
      if (activation.consumedAt) return;
      if (activation.expiresAt <= core.now()) {
        throw new CoreError(
          'ACTIVATION_EXPIRED',
          'the consent to sign has expired; the signer has to agree anew',
        );
      }
      if (!privateKey) throw new CoreError('ACTIVATION_SPENT', 'the one-time key was destroyed already');
      const attributes = signedAttributes({
        digest: signature.digest,
        digestAlgorithm: 'SHA-256',
        certificate: certificate.der,
      });
      const value = signWithKey(privateKey, key.algorithm as KeyAlgorithm, attributes);
      await tx.activation.update({
        where: { id: activation.id },
        data: { consumedAt: core.now(), signatureValue: ownBytes(value), byteRangeSha256: signature.digest },
      });
    });
  } finally {
    privateKey?.fill(0);
  }
}

/** A timestamp over the signature value from the owner's authority; kept, so that a replay asks for no second one. */
export async function timestampRevision(core: Core, scope: IntentScope, documentId: string): Promise<void> {
  const { tenantId } = scope;
  const { signature, activation } = await core.db.withTenant(tenantId, (tx) =>
    loadSigned(tx, scope, documentId),
  );
  if (signature.timestampToken) return;
  const authority = await core.providers.of(tenantId, 'timestamp');
  const { token, time } = await authority.timestamp({
    digest: sha256(activation.signatureValue),
    digestAlgorithm: 'SHA-256',
  });
  await core.db.withTenant(tenantId, (tx) =>
    tx.documentSignature.updateMany({
      where: { documentId, participantId: scope.participantId, timestampToken: null },
      data: { timestampToken: ownBytes(token), timestampedAt: time },
    }),
  );
}

/** Assembles, verifies with our own verifier, stores and commits the signed revision as the new head. */
export async function commitSignedRevision(
  core: Core,
  scope: IntentScope,
  documentId: string,
): Promise<void> {
  const { tenantId, intentId } = scope;
  const { signature, activation, key, certificate } = await core.db.withTenant(tenantId, async (tx) => {
    const signed = await loadSigned(tx, scope, documentId);
    const ownKey = await tx.signingKey.findUniqueOrThrow({ where: { intentId } });
    return {
      ...signed,
      key: ownKey,
      certificate: await tx.certificate.findUniqueOrThrow({ where: { keyId: ownKey.id } }),
    };
  });
  if (signature.revisionNo !== null) return;
  if (!signature.timestampToken) throw new CoreError('INTERNAL', 'the signature has no timestamp yet');
  const cms = assembleSignature({
    signedAttributes: signedAttributes({
      digest: signature.digest,
      digestAlgorithm: 'SHA-256',
      certificate: certificate.der,
    }),
    signature: activation.signatureValue,
    algorithm: key.algorithm as KeyAlgorithm,
    certificates: [certificate.der, ...certificate.chain],
    timestampToken: signature.timestampToken,
  });
  const [a = 0, b = 0, c = 0, d = 0] = signature.byteRange;
  const unsigned = await getBlob(core, tenantId, signature.unsignedSha256);
  const pdf = await core.cpu.run('embed', { pdf: unsigned, byteRange: [a, b, c, d], cms });
  await verifyProduced(core, pdf, {
    trust: [await rootCertificate(core)],
    field: signature.fieldName,
    level: 'B-T',
  });
  const digest = await putBlob(core, tenantId, pdf);
  await commitHead(core, scope, {
    documentId,
    baseNo: signature.baseNo,
    digest,
    size: pdf.length,
    serial: certificate.serialNumber,
  });
}

async function commitHead(
  core: Core,
  scope: IntentScope,
  signed: { documentId: string; baseNo: number; digest: Uint8Array; size: number; serial: string },
): Promise<void> {
  const { tenantId, contractId, participantId, intentId } = scope;
  const now = core.now();
  const revisionNo = signed.baseNo + 1;
  await core.db.withTenant(tenantId, async (tx) => {
    const moved = await tx.document.updateMany({
      where: { id: signed.documentId, headNo: signed.baseNo, reservedBy: intentId },
      data: { headNo: revisionNo, reservedBy: null },
    });
    if (moved.count === 0) {
      const done = await findSignature(tx, signed.documentId, participantId);
      if (done?.revisionNo === revisionNo) return;
      throw new CoreError('CONFLICT', 'the document moved on under this signature', { retryable: true });
    }
    await tx.documentRevision.create({
      data: {
        documentId: signed.documentId,
        revisionNo,
        tenantId,
        contractId,
        kind: 'signed',
        sha256: ownBytes(signed.digest),
        size: signed.size,
        intentId,
        createdAt: now,
      },
    });
    const row = await tx.documentSignature.update({
      where: { documentId_participantId: { documentId: signed.documentId, participantId } },
      data: { revisionNo },
    });
    await appendEvent(tx, {
      tenantId,
      contractId,
      type: 'document.signed',
      at: now,
      actor: { kind: 'system' },
      data: {
        documentId: signed.documentId,
        participantId,
        intentId,
        revision: revisionNo,
        sha256: toHex(signed.digest),
        byteRangeDigest: toHex(row.digest),
        certificate: signed.serial,
        timestampedAt: row.timestampedAt?.toISOString() ?? null,
      },
    });
  });
}

async function loadSigned(tx: TenantTx, scope: IntentScope, documentId: string) {
  const signature = await requireSignature(tx, documentId, scope.participantId);
  const activation = await tx.activation.findUniqueOrThrow({
    where: { intentId_documentId: { intentId: scope.intentId, documentId } },
  });
  const { signatureValue } = activation;
  if (!signatureValue) throw new CoreError('INTERNAL', 'the document is not signed yet');
  return { signature, activation: { ...activation, signatureValue } };
}

const findSignature = (tx: TenantTx, documentId: string, participantId: string) =>
  tx.documentSignature.findUnique({ where: { documentId_participantId: { documentId, participantId } } });

async function requireSignature(tx: TenantTx, documentId: string, participantId: string) {
  const signature = await findSignature(tx, documentId, participantId);
  if (!signature) throw new CoreError('INTERNAL', 'the unsigned revision is missing');
  return signature;
}
