import { Prisma, type TenantTx } from '@chopmark/db';
import { destroyKey } from '../custody/signer-keys.ts';
import { isRevoked } from './certificate-revoked.ts';

/**
 * What a failed job has built but not signed is thrown away and the document let go, so that it blocks no other signer.
 * What was signed keeps the document: its key is used up, and the signature fits this head only.
 */
export async function freeUnsigned(tx: TenantTx, participantId: string): Promise<void> {
  const intent = await tx.signingIntent.findUnique({ where: { participantId } });
  if (!intent) return;
  // The rows are locked, so that a step still under way either has signed already or finds nothing to sign.
  await tx.$executeRaw`select 1 from activation where intent_id = ${intent.id}::uuid order by id for update`;
  const unsigned = await tx.activation.findMany({
    where: { intentId: intent.id, consumedAt: null },
    select: { documentId: true },
  });
  const documents = unsigned.map((each) => each.documentId);
  await tx.documentSignature.deleteMany({ where: { intentId: intent.id, documentId: { in: documents } } });
  await tx.document.updateMany({
    where: { id: { in: documents }, reservedBy: intent.id },
    data: { reservedBy: null },
  });
}

/** The contract has ended before this signer's job did: the key is destroyed, and the participant's part is over. */
export async function dropIntent(tx: TenantTx, participantId: string, now: Date): Promise<void> {
  await freeUnsigned(tx, participantId);
  const intent = await tx.signingIntent.findUnique({ where: { participantId } });
  if (intent && intent.state !== 'done') {
    await tx.signingIntent.update({ where: { id: intent.id }, data: { state: 'failed' } });
    await destroyKey(tx, intent.id, now);
  }
  await tx.participant.update({
    where: { id: participantId },
    data: { state: 'cancelled', failure: Prisma.DbNull, endedAt: now },
  });
}

/**
 * Takes an intent whose consent has run out, or whose certificate was revoked, back altogether, so that the signer can agree anew.
 * Key and certificate stay as records of what was issued; the key is destroyed.
 * @returns false when something was signed under it already that stays, or can still be finished
 */
export async function takeBackIntent(tx: TenantTx, participantId: string, now: Date): Promise<boolean> {
  const intent = await tx.signingIntent.findUnique({ where: { participantId } });
  if (!intent) return false;
  await freeUnsigned(tx, participantId);
  if (await isRevoked(tx, intent.id)) await discardUnfinished(tx, intent.id);
  const signed = await tx.documentSignature.count({ where: { intentId: intent.id } });
  if (signed > 0) return false;
  await destroyKey(tx, intent.id, now);
  await tx.signingKey.updateMany({ where: { intentId: intent.id }, data: { intentId: null } });
  await tx.activation.deleteMany({ where: { intentId: intent.id } });
  await tx.signingIntent.delete({ where: { id: intent.id } });
  return true;
}

/** A signature value without a place in the document can't become valid any more: it is thrown away and the document let go. */
async function discardUnfinished(tx: TenantTx, intentId: string): Promise<void> {
  await tx.documentSignature.deleteMany({ where: { intentId, revisionNo: null } });
  await tx.document.updateMany({ where: { reservedBy: intentId }, data: { reservedBy: null } });
}
