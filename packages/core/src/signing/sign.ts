import type { Prisma, TenantTx } from '@chopmark/db';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { loadContract, lockContract, tenantOfSigner } from '../contracts/load.ts';
import { isActorsPart } from '../contracts/visibility.ts';
import { ownBytes, toHex } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { newId } from '../ids.ts';
import { enqueue } from '../jobs/outbox.ts';
import { atTrueSize } from '../seals/drawing.ts';
import type { SealDrawing } from '../seals/round-seal.ts';
import { baseDigests } from './base-revision.ts';
import { consentDigest } from './consent.ts';
import { appearanceOf, drawnSignature, requireWritable, valuesOf } from './filled-in.ts';
import { handwritingSchema } from './handwriting.ts';
import { isSignaturePlace } from './signature-places.ts';
import { typedSignatureInput } from './typed-signature.ts';
import { checkWillingnessCode, consumeChallenge, requireTurn } from './willingness.ts';

/** The job may take a while behind other signers; after that the signer has to agree anew. */
const ACTIVATION_MS = 24 * 3_600_000;

export const signInput = z.object({
  contractId: z.uuid(),
  challengeId: z.uuid(),
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/),
  sealId: z.uuid().optional(),
  /** The version the signer saw; when the seal was changed since, nothing is signed. */
  sealVersion: z.number().int().positive().optional(),
  handwriting: handwritingSchema.optional(),
  /** Instead of handwriting: the name, typed. */
  typed: typedSignatureInput.optional(),
  /** Control ID → text the signer filled in. Dates are set by the server. */
  values: z.record(z.uuid(), z.string()).default({}),
});

type SignInput = z.output<typeof signInput>;

/**
 * The signer signs: state, turn, grant and willingness are checked; then the signing intent, one activation for each
 * document and the outbox row are written in one transaction. The job does the rest.
 * @throws CoreError CODE_…, NOT_YOUR_TURN, ALREADY_SIGNED, SEAL_…, SIGNATURE_REQUIRED, FONT_LACKS_CHARACTER, VALUE_…, DOCUMENTS_CHANGED
 */
export async function sign(ctx: Context, input: SignInput): Promise<{ intentId: string }> {
  const tenantId = tenantOfSigner(ctx, input.contractId);
  const given = { ...input, signature: await drawnSignature(ctx.core, input) };
  // Before the code is used up: what is missing is said first.
  const { participant, own } = await ctx.core.db.withTenant(tenantId, (tx) => agree(ctx, tx, given));
  await requireWritable(ctx.core, input, own);
  await checkWillingnessCode(ctx, {
    tenantId,
    participantId: participant.id,
    challengeId: input.challengeId,
    code: input.code,
  });
  return ctx.core.db.withTenant(tenantId, async (tx) => {
    await lockContract(tx, input.contractId);
    return recordIntent(ctx, tx, input, await agree(ctx, tx, given));
  });
}

type Agreement = Awaited<ReturnType<typeof agree>>;

/** What the signer agrees to, if it is their turn and nothing is missing. */
async function agree(ctx: Context, tx: TenantTx, input: SignInput & { signature: SealDrawing | undefined }) {
  const now = ctx.core.now();
  const { contract, documents, participants, controls } = await loadContract(tx, input.contractId);
  const participant = participants.find((each) => isActorsPart(ctx, each));
  if (!participant) throw new CoreError('NOT_FOUND', 'you are no party of this contract');
  requireTurn(contract, participant, now);
  const own = controls.filter((control) => control.participantId === participant.id);
  const { seal, signature } = await appearanceOf(ctx, tx, input, own);
  const values = valuesOf(input, own, { locale: participant.locale, now });
  const appearance = { seal: seal ? atTrueSize(seal) : null, signature: signature ?? null };
  const shown = await baseDigests(tx, documents);
  const signed = new Set(own.filter(isSignaturePlace).map((control) => control.documentId));
  return { now, contract, participant, own, shown, signed, values, appearance, seal: seal ?? null };
}

async function recordIntent(
  ctx: Context,
  tx: TenantTx,
  input: SignInput,
  agreed: Agreement,
): Promise<{ intentId: string }> {
  const { now, contract, participant, shown } = agreed;
  const { tenantId } = contract;
  const { challengeId } = input;
  await consumeChallenge(tx, { challengeId, shown, now });
  const valuesSha256 = consentDigest({ participantId: participant.id, ...agreed });
  const intentId = await storeIntent(tx, agreed, { challengeId, valuesSha256 });
  await tx.participant.update({ where: { id: participant.id }, data: { state: 'signing' } });
  const event = { tenantId, contractId: contract.id, at: now, actor: eventActor(ctx) };
  await appendEvent(tx, {
    ...event,
    type: 'willingness.verified',
    data: { challengeId, method: 'email-code', participantId: participant.id },
  });
  await appendEvent(tx, {
    ...event,
    type: 'signing.requested',
    data: {
      intentId,
      participantId: participant.id,
      documents: shown.map((each) => toHex(each.sha256)),
      values: toHex(valuesSha256),
      sealId: agreed.seal?.id ?? null,
      sealVersion: agreed.seal?.version ?? null,
    },
  });
  await enqueue(tx, {
    tenantId,
    name: 'signing/requested',
    data: { contractId: contract.id, participantId: participant.id, intentId },
    now,
  });
  return { intentId };
}

/** The intent, and an activation, bound to its bytes, for each document that the signer has a place to sign on. */
async function storeIntent(
  tx: TenantTx,
  { now, contract, participant, shown, signed, values, appearance, seal }: Agreement,
  { challengeId, valuesSha256 }: { challengeId: string; valuesSha256: Uint8Array<ArrayBuffer> },
): Promise<string> {
  const intentId = newId(now);
  const agreed = shown.filter((each) => signed.has(each.documentId));
  await tx.signingIntent.create({
    data: {
      id: intentId,
      tenantId: contract.tenantId,
      contractId: contract.id,
      participantId: participant.id,
      challengeId,
      state: 'requested',
      signingTime: now,
      sealId: seal?.id ?? null,
      sealVersion: seal?.version ?? null,
      appearance: appearance as Prisma.InputJsonObject,
      values,
      createdAt: now,
    },
  });
  await tx.activation.createMany({
    data: agreed.map((each) => ({
      id: newId(now),
      tenantId: contract.tenantId,
      intentId,
      documentId: each.documentId,
      participantId: participant.id,
      preparedSha256: ownBytes(each.sha256),
      valuesSha256,
      expiresAt: new Date(now.getTime() + ACTIVATION_MS),
    })),
  });
  return intentId;
}
