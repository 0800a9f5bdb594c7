import { digestForKey } from '@chopmark/crypto';
import type { TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { getBlob, putBlob } from '../contracts/blob-store.ts';
import { headOf } from '../contracts/load.ts';
import { ownBytes, sameBytes } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { appearanceOfDrawing } from '../seals/drawing.ts';
import { algorithmOf } from '../tenants/key-algorithms.ts';
import { baseRevision } from './base-revision.ts';
import { consentDigest } from './consent.ts';
import { findActivation, findSignature, type IntentScope, requireOpen } from './intent-scope.ts';
import { CONTENTS_SIZE } from './prepare.ts';
import { isSignaturePlace, signatureField } from './signature-places.ts';

/**
 * Reserves the document's head for this intent and builds the unsigned revision on it. First it proves that what goes
 * into the document is what the signer agreed to, and that the head only extends the agreed bytes by permitted changes.
 * Finds its own earlier result.
 * @throws CoreError CONFLICT (retryable) while another intent holds the head, DOCUMENTS_CHANGED, CONTRACT_STATE
 */
export async function buildRevision(core: Core, scope: IntentScope, documentId: string): Promise<void> {
  const { tenantId } = scope;
  const plan = await core.db.withTenant(tenantId, async (tx) => {
    if (await findSignature(tx, documentId, scope.participantId)) return undefined;
    const contract = await tx.contract.findUniqueOrThrow({ where: { id: scope.contractId } });
    requireOpen(contract);
    await reserve(tx, documentId, scope.intentId);
    const digestAlgorithm = digestForKey(algorithmOf(contract.policy));
    return { digestAlgorithm, ...(await planRevision(tx, scope, documentId)) };
  });
  if (!plan) return;
  const head = await getBlob(core, tenantId, plan.head.sha256);
  await requireExtension(core, tenantId, plan, head);
  const revision = await core.cpu.run('buildRevision', {
    pdf: head,
    field: plan.field,
    signer: { name: plan.signerName },
    signingTime: plan.signingTime,
    contentsSize: CONTENTS_SIZE,
    appearance: plan.appearance,
    repeatedSeals: plan.repeatedSeals,
    pictures: plan.pictures,
    texts: plan.texts,
    digestAlgorithm: plan.digestAlgorithm,
  });
  const row = {
    documentId,
    participantId: scope.participantId,
    tenantId,
    contractId: scope.contractId,
    intentId: scope.intentId,
    fieldName: plan.field,
    baseNo: plan.head.revisionNo,
    unsignedSha256: await putBlob(core, tenantId, revision.pdf),
    byteRange: [...revision.byteRange],
    digest: ownBytes(revision.digest),
    createdAt: core.now(),
  };
  await core.db.withTenant(tenantId, async (tx) => {
    await requireReservation(tx, row);
    await tx.documentSignature.createMany({ data: [row], skipDuplicates: true });
  });
}

async function reserve(tx: TenantTx, documentId: string, intentId: string): Promise<void> {
  const reserved = await tx.document.updateMany({
    where: { id: documentId, OR: [{ reservedBy: null }, { reservedBy: intentId }] },
    data: { reservedBy: intentId },
  });
  if (reserved.count === 1) return;
  throw new CoreError('CONFLICT', 'another signature is being put on this document; try again', {
    retryable: true,
  });
}

/** An unsigned revision is kept only while its intent holds the head it was built on; the row stays locked till the end. */
async function requireReservation(
  tx: TenantTx,
  built: { documentId: string; intentId: string; baseNo: number },
): Promise<void> {
  const held = await tx.document.updateMany({
    where: { id: built.documentId, headNo: built.baseNo, reservedBy: built.intentId },
    data: { reservedBy: built.intentId },
  });
  if (held.count === 1) return;
  throw new CoreError('CONFLICT', 'the document moved on while this signature was prepared; try again', {
    retryable: true,
  });
}

type Plan = Awaited<ReturnType<typeof planRevision>>;

async function planRevision(tx: TenantTx, scope: IntentScope, documentId: string) {
  const document = await tx.document.findUniqueOrThrow({ where: { id: documentId } });
  const intent = await tx.signingIntent.findUniqueOrThrow({ where: { id: scope.intentId } });
  const participant = await tx.participant.findUniqueOrThrow({ where: { id: scope.participantId } });
  const activation = await findActivation(tx, scope.intentId, documentId);
  requireConsent(intent, activation, scope.participantId);
  const controls = await tx.control.findMany({ where: { documentId, participantId: scope.participantId } });
  return {
    head: await headOf(tx, document),
    base: await baseRevision(tx, documentId),
    agreedSha256: activation.preparedSha256,
    signingTime: intent.signingTime,
    signerName: participant.organization ?? participant.name,
    ...fill(controls, intent, documentId),
  };
}

type Intent = NonNullable<Awaited<ReturnType<TenantTx['signingIntent']['findUnique']>>>;

/** @throws CoreError DOCUMENTS_CHANGED when the intent isn't what the signer's activation was given for */
function requireConsent(
  intent: Intent,
  activation: { participantId: string; valuesSha256: Uint8Array },
  participantId: string,
): void {
  const agreed = consentDigest({
    participantId,
    values: valuesOf(intent),
    seal:
      intent.sealId === null || intent.sealVersion === null
        ? null
        : { id: intent.sealId, version: intent.sealVersion },
    appearance: drawingsOf(intent),
  });
  if (activation.participantId === participantId && sameBytes(activation.valuesSha256, agreed)) return;
  throw new CoreError('DOCUMENTS_CHANGED', 'what was filled in is not what the signer agreed to');
}

type ControlRow = Awaited<ReturnType<TenantTx['control']['findMany']>>[number];

/** The field to sign, what is drawn there and in the party's other places, and the signer's own texts. */
function fill(rows: ControlRow[], intent: Intent, documentId: string) {
  const controls = rows.map((row) => ({ ...row, x: row.x.toNumber(), y: row.y.toNumber() }));
  const control = signatureField(controls);
  if (!control) throw new CoreError('INTERNAL', 'this party has no place to sign on the document');
  const values = valuesOf(intent);
  const texts = controls.flatMap(({ name }) => {
    const value = values[`${documentId}/${name}`];
    return value === undefined ? [] : [{ name, value }];
  });
  const drawings = drawingsOf(intent);
  const drawing = (kind: string) => appearanceOfDrawing(kind === 'seal' ? drawings.seal : drawings.signature);
  const others = controls.filter((each) => isSignaturePlace(each) && each.id !== control.id);
  const repeated = others.filter((each) => each.kind === control.kind).map(({ name }) => name);
  const different = others.filter((each) => each.kind !== control.kind);
  return {
    field: control.name,
    texts,
    appearance: drawing(control.kind),
    repeatedSeals: repeated,
    pictures: different.map(({ name, kind }) => ({ names: [name], appearance: drawing(kind) })),
  };
}

const valuesOf = (intent: Intent) => intent.values as Record<string, string>;
const drawingsOf = (intent: Intent) => intent.appearance as { seal: unknown; signature: unknown };

async function requireExtension(core: Core, tenantId: string, plan: Plan, head: Uint8Array): Promise<void> {
  if (!sameBytes(plan.base.sha256, plan.agreedSha256)) {
    throw new CoreError('DOCUMENTS_CHANGED', 'the document is not the one the signer agreed to');
  }
  if (plan.base.revisionNo === plan.head.revisionNo) return;
  const base = await getBlob(core, tenantId, plan.base.sha256);
  const isPrefix = sameBytes(head.subarray(0, base.length), base);
  const verify = () => core.cpu.run('verify', { pdf: head, trust: [], crls: [], now: core.now() });
  if (isPrefix && (await verify()).verdict === 'valid') return;
  throw new CoreError(
    'DOCUMENTS_CHANGED',
    'the document was changed otherwise than by signing since the signer agreed',
  );
}
