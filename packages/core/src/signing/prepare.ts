import {
  assembleSignature,
  type Control,
  digestForKey,
  digestOf,
  type KeyAlgorithm,
  signedAttributes,
  signWithKey,
} from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { getBlob, putBlob } from '../contracts/blob-store.ts';
import { loadContract, lockContract } from '../contracts/load.ts';
import { ownBytes, toHex } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { appendEvent } from '../evidence/events.ts';
import { levelAtSigning, promisedLevel } from '../long-term/signature-level.ts';
import { platformKey, rootCertificates } from '../platform/authority.ts';
import { algorithmOf, capabilityFor, lineOf, stampedDigest } from '../tenants/key-algorithms.ts';
import { timestampTrust } from '../timestamps/known-authorities.ts';
import { stampDigest } from '../timestamps/stamp-digest.ts';
import { isSignaturePlace, signatureField } from './signature-places.ts';
import { verifyProduced } from './verify-produced.ts';

/** Bytes reserved for a signature container: CMS, chain and timestamp fit with room to spare. */
export const CONTENTS_SIZE = 16_384;

type Scope = { tenantId: string; contractId: string };

/** Fields for every control; the document is locked from now on. Finds its own earlier result. */
export async function prepareDocuments(core: Core, scope: Scope): Promise<void> {
  const loaded = await core.db.withTenant(scope.tenantId, (tx) => loadContract(tx, scope.contractId));
  for (const document of loaded.documents) {
    const revisions = await revisionsOf(core, scope.tenantId, document.id);
    const uploaded = revisions.find((each) => each.kind === 'uploaded');
    if (!uploaded) throw new CoreError('INTERNAL', 'the uploaded document is missing');
    if (revisions.some((each) => each.kind === 'prepared')) continue;
    const controls = loaded.controls.filter((control) => control.documentId === document.id);
    const pdf = await core.cpu.run('prepare', {
      pdf: await getBlob(core, scope.tenantId, uploaded.sha256),
      controls: controlsOf(controls, loaded.participants),
    });
    const digest = await putBlob(core, scope.tenantId, pdf);
    await commitRevision(core, scope, {
      documentId: document.id,
      base: 0,
      kind: 'prepared',
      sha256: digest,
      size: pdf.length,
    });
  }
}

/**
 * The platform's invisible certification (DocMDP P=2) over each prepared document, timestamped unless the contract promises
 * none. A file that others have
 * signed is left as it is: a certification must come first (ISO 32000-2 §12.8.2.2).
 */
export async function certifyDocuments(core: Core, scope: Scope): Promise<void> {
  const loaded = await core.db.withTenant(scope.tenantId, (tx) => loadContract(tx, scope.contractId));
  for (const document of loaded.documents) {
    const revisions = await revisionsOf(core, scope.tenantId, document.id);
    const prepared = revisions.find((each) => each.kind === 'prepared');
    if (!prepared) throw new CoreError('INTERNAL', 'the prepared document is missing');
    if (revisions.some((each) => each.kind === 'certified')) continue;
    const bytes = await getBlob(core, scope.tenantId, prepared.sha256);
    if ((await core.cpu.run('inspect', bytes)).signed) continue;
    const level = levelAtSigning(promisedLevel(loaded.contract.policy));
    const algorithm = algorithmOf(loaded.contract.policy);
    const pdf = await certify(core, scope.tenantId, { prepared: bytes, level, algorithm });
    const digest = await putBlob(core, scope.tenantId, pdf);
    await commitRevision(core, scope, {
      documentId: document.id,
      base: prepared.revisionNo,
      kind: 'certified',
      sha256: digest,
      size: pdf.length,
    });
  }
}

type Certifying = { prepared: Uint8Array; level: 'B-B' | 'B-T'; algorithm: KeyAlgorithm };

/** By the platform's key of the line that the contract's signers will use. */
async function certify(
  core: Core,
  tenantId: string,
  { prepared, level, algorithm }: Certifying,
): Promise<Uint8Array> {
  const key = await platformKey(core, 'certification', lineOf(algorithm));
  const digestAlgorithm = digestForKey(key.algorithm);
  const revision = await core.cpu.run('buildRevision', {
    pdf: prepared,
    field: 'certification',
    signer: { name: 'Chopmark', reason: '锁定合同文本 Document locked for signing' },
    signingTime: core.now(),
    contentsSize: CONTENTS_SIZE,
    digestAlgorithm,
  });
  const attributes = signedAttributes({
    digest: revision.digest,
    digestAlgorithm,
    certificate: key.certificate,
  });
  const signature = signWithKey(key.privateKey, key.algorithm, attributes);
  const timestampToken =
    level === 'B-B' ? undefined : await timestampOver(core, { tenantId, algorithm, signature });
  const cms = assembleSignature({
    signedAttributes: attributes,
    signature,
    algorithm: key.algorithm,
    certificates: [key.certificate, ...key.chain],
    ...(timestampToken && { timestampToken }),
  });
  const pdf = await core.cpu.run('embed', { pdf: revision.pdf, byteRange: revision.byteRange, cms });
  await verifyProduced(core, pdf, {
    trust: await rootCertificates(core),
    timestampTrust: await timestampTrust(core, tenantId),
    field: 'certification',
    level,
  });
  return pdf;
}

type Stamping = { tenantId: string; algorithm: KeyAlgorithm; signature: Uint8Array };

async function timestampOver(core: Core, { tenantId, algorithm, signature }: Stamping): Promise<Uint8Array> {
  const digestAlgorithm = stampedDigest(algorithm);
  const { token } = await stampDigest(core, {
    tenantId,
    digest: digestOf(digestAlgorithm, signature),
    digestAlgorithm,
    capability: capabilityFor('timestamp', algorithm),
  });
  return token;
}

type NewRevision = {
  documentId: string;
  base: number;
  kind: 'prepared' | 'certified';
  sha256: Uint8Array;
  size: number;
};

/** Moves the head by one if it still is where it was; a repeated call finds the head moved and changes nothing. */
async function commitRevision(core: Core, scope: Scope, revision: NewRevision): Promise<void> {
  const now = core.now();
  await core.db.withTenant(scope.tenantId, async (tx) => {
    await lockContract(tx, scope.contractId);
    const moved = await tx.document.updateMany({
      where: { id: revision.documentId, headNo: revision.base },
      data: { headNo: revision.base + 1 },
    });
    if (moved.count === 0) return;
    await tx.documentRevision.create({
      data: {
        documentId: revision.documentId,
        revisionNo: revision.base + 1,
        tenantId: scope.tenantId,
        contractId: scope.contractId,
        kind: revision.kind,
        sha256: ownBytes(revision.sha256),
        size: revision.size,
        createdAt: now,
      },
    });
    await appendEvent(tx, {
      ...scope,
      type: revision.kind === 'prepared' ? 'document.prepared' : 'document.certified',
      at: now,
      actor: { kind: 'system' },
      data: { documentId: revision.documentId, revision: revision.base + 1, sha256: toHex(revision.sha256) },
    });
  });
}

const revisionsOf = (core: Core, tenantId: string, documentId: string) =>
  core.db.withTenant(tenantId, (tx) =>
    tx.documentRevision.findMany({ where: { documentId }, orderBy: { revisionNo: 'asc' } }),
  );

type Loaded = Awaited<ReturnType<typeof loadContract>>;

const PROMPTS = {
  'zh-CN': { seal: '盖章处', signature: '签名处', date: '签署日期', text: '填写处' },
  en: { seal: 'Seal', signature: 'Signature', date: 'Date', text: 'To fill in' },
} as const;

function controlsOf(rows: Loaded['controls'], participants: Loaded['participants']): Control[] {
  const controls = rows.map((row) => ({
    ...row,
    x: row.x.toNumber(),
    y: row.y.toNumber(),
    width: row.width.toNumber(),
    height: row.height.toNumber(),
  }));
  return controls.map((control) => {
    const own = controls.filter((each) => each.participantId === control.participantId);
    const field = signatureField(own);
    const repeats = isSignaturePlace(control) && field && field.id !== control.id ? field.name : undefined;
    const signer = participants.find((each) => each.id === control.participantId);
    const prompts = PROMPTS[signer?.locale === 'en' ? 'en' : 'zh-CN'];
    const kind = control.kind as keyof typeof prompts;
    const { page, x, y, width, height } = control;
    return {
      name: control.name,
      kind: repeats === undefined ? kind : 'repeated-seal',
      rect: { page, x, y, width, height },
      prompt: control.label ?? prompts[kind],
      signer: control.participantId,
      ...(repeats === undefined ? {} : { of: repeats }),
      ...(control.fontSize ? { fontSize: control.fontSize } : {}),
    };
  });
}
