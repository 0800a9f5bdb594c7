import type { Prisma, TenantTx } from '@chopmark/db';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { isActorsPart, loadContract, lockContract, tenantOfActor } from '../contracts/load.ts';
import { canonicalJson, ownBytes, sha256, toHex } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { newId } from '../ids.ts';
import { enqueue } from '../jobs/outbox.ts';
import type { SealDrawing } from '../seals/round-seal.ts';
import { requireUsableSeal } from '../seals/seals.ts';
import { baseDigests } from './base-revision.ts';
import { drawHandwriting, handwritingSchema } from './handwriting.ts';
import { checkWillingnessCode, requireTurn } from './willingness.ts';

/** The job may take a while behind other signers; after that the signer has to agree anew. */
const ACTIVATION_MS = 24 * 3_600_000;
const MAX_VALUE_LENGTH = 2_000;

export const signInput = z.object({
  contractId: z.uuid(),
  challengeId: z.uuid(),
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/),
  sealId: z.uuid().optional(),
  handwriting: handwritingSchema.optional(),
  /** Control ID → text the signer filled in. Dates are set by the server. */
  values: z.record(z.uuid(), z.string()).default({}),
});

type SignInput = z.output<typeof signInput>;
type Loaded = Awaited<ReturnType<typeof loadContract>>;
type ControlRow = Loaded['controls'][number];

/**
 * The signer signs: state, turn, grant and willingness are checked; then the signing intent, one activation for each
 * document and the outbox row are written in one transaction. The job does the rest.
 * @throws CoreError CODE_…, NOT_YOUR_TURN, ALREADY_SIGNED, SEAL_…, SIGNATURE_REQUIRED, VALUE_…, DOCUMENTS_CHANGED
 */
export async function sign(ctx: Context, input: SignInput): Promise<{ intentId: string }> {
  const { core } = ctx;
  const tenantId = tenantOfActor(ctx, input.contractId);
  const participantId = await core.db.withTenant(tenantId, async (tx) => {
    const { contract, participants, controls } = await loadContract(tx, input.contractId);
    const participant = participants.find((each) => isActorsPart(ctx, each));
    if (!participant) throw new CoreError('NOT_FOUND', 'you are no party of this contract');
    requireTurn(contract, participant);
    // Before the code is used up: what is missing is said first.
    await appearanceOf(ctx, tx, input, mine(controls, participant.id));
    valuesOf(input, mine(controls, participant.id), participant.locale, core.now());
    return participant.id;
  });
  await checkWillingnessCode(ctx, {
    tenantId,
    participantId,
    challengeId: input.challengeId,
    code: input.code,
  });
  return core.db.withTenant(tenantId, (tx) => recordIntent(ctx, tx, { input, tenantId, participantId }));
}

async function recordIntent(
  ctx: Context,
  tx: TenantTx,
  { input, tenantId, participantId }: { input: SignInput; tenantId: string; participantId: string },
): Promise<{ intentId: string }> {
  const now = ctx.core.now();
  const locked = await lockContract(tx, input.contractId);
  const { documents, participants, controls } = await loadContract(tx, input.contractId);
  const participant = participants.find((each) => each.id === participantId);
  if (!participant) throw new CoreError('NOT_FOUND', 'you are no party of this contract');
  requireTurn(locked, participant);
  const own = mine(controls, participantId);
  const appearance = await appearanceOf(ctx, tx, input, own);
  const values = valuesOf(input, own, participant.locale, now);
  const shown = await baseDigests(tx, documents);
  await consumeChallenge(tx, input.challengeId, shown, now);

  const intentId = newId(now);
  await tx.signingIntent.create({
    data: {
      id: intentId,
      tenantId,
      contractId: locked.id,
      participantId,
      challengeId: input.challengeId,
      state: 'requested',
      signingTime: now,
      sealId: appearance.seal?.id ?? null,
      sealVersion: appearance.seal?.version ?? null,
      appearance: {
        seal: appearance.seal?.drawing ?? null,
        signature: appearance.handwriting ?? null,
      } as Prisma.InputJsonObject,
      values,
      createdAt: now,
    },
  });
  const valuesSha256 = sha256(
    canonicalJson({
      values,
      seal: appearance.seal ? { id: appearance.seal.id, version: appearance.seal.version } : null,
      appearance: toHex(sha256(canonicalJson(appearance.handwriting ?? null))),
    }),
  );
  await tx.activation.createMany({
    data: shown.map((each) => ({
      id: newId(now),
      tenantId,
      intentId,
      documentId: each.documentId,
      participantId,
      preparedSha256: ownBytes(each.sha256),
      valuesSha256,
      expiresAt: new Date(now.getTime() + ACTIVATION_MS),
    })),
  });
  await tx.participant.update({ where: { id: participantId }, data: { state: 'signing' } });
  const event = { tenantId: locked.tenantId, contractId: locked.id, at: now, actor: eventActor(ctx) };
  await appendEvent(tx, {
    ...event,
    type: 'willingness.verified',
    data: { challengeId: input.challengeId, method: 'email-code', participantId },
  });
  await appendEvent(tx, {
    ...event,
    type: 'signing.requested',
    data: {
      intentId,
      participantId,
      documents: shown.map((each) => toHex(each.sha256)),
      values: toHex(valuesSha256),
      sealId: appearance.seal?.id ?? null,
      sealVersion: appearance.seal?.version ?? null,
    },
  });
  await enqueue(tx, {
    tenantId,
    name: 'signing/requested',
    data: { contractId: locked.id, participantId, intentId },
    now,
  });
  return { intentId };
}

const mine = (controls: ControlRow[], participantId: string) =>
  controls.filter((control) => control.participantId === participantId);

/** What will be drawn: the chosen seal if a place wants one, the handwriting if one does. */
async function appearanceOf(ctx: Context, tx: TenantTx, input: SignInput, own: ControlRow[]) {
  const wantsSeal = own.some((control) => control.kind === 'seal');
  const wantsSignature = own.some((control) => control.kind === 'signature');
  if (wantsSeal && !input.sealId) {
    throw new CoreError('SEAL_REQUIRED', 'choose the seal to use', { field: 'sealId' });
  }
  if (wantsSignature && !input.handwriting) {
    throw new CoreError('SIGNATURE_REQUIRED', 'draw your signature first', { field: 'handwriting' });
  }
  if (wantsSeal && ctx.actor.kind !== 'member') {
    throw new CoreError('SEAL_NOT_USABLE', 'only members of the enterprise may use its seals');
  }
  const seal =
    wantsSeal && input.sealId && ctx.actor.kind === 'member'
      ? await requireUsableSeal(tx, ctx.actor, input.sealId, ctx.core.now())
      : undefined;
  const handwriting: SealDrawing | undefined =
    wantsSignature && input.handwriting ? drawHandwriting(input.handwriting) : undefined;
  return { seal, handwriting };
}

/** Field name → text: the signer's own, and the date signed. */
function valuesOf(input: SignInput, own: ControlRow[], locale: string, now: Date): Record<string, string> {
  const values: Record<string, string> = {};
  for (const control of own) {
    const key = `${control.documentId}/${control.name}`;
    if (control.kind === 'date') values[key] = dateText(now, locale);
    if (control.kind !== 'text') continue;
    const text = (input.values[control.id] ?? '').normalize('NFC').trim();
    if (control.required && text === '') {
      throw new CoreError('VALUE_REQUIRED', 'fill in every required field', { field: control.id });
    }
    if (text.length > MAX_VALUE_LENGTH) {
      throw new CoreError('VALUE_TOO_LONG', 'the text is too long', {
        field: control.id,
        params: { max: MAX_VALUE_LENGTH },
      });
    }
    if (text !== '') values[key] = text;
  }
  return values;
}

/** The date of signing as contracts write it, in China's time zone, where the service and its law are. */
function dateText(now: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'Asia/Shanghai' }).format(now);
}

/** Uses the proof up, once, if the documents are still those it was given for. */
async function consumeChallenge(
  tx: TenantTx,
  challengeId: string,
  shown: { documentId: string; sha256: Uint8Array }[],
  now: Date,
): Promise<void> {
  const challenge = await tx.willingnessChallenge.findUniqueOrThrow({ where: { id: challengeId } });
  const current = shown.map((each) => ({ documentId: each.documentId, sha256: toHex(each.sha256) }));
  if (canonicalJson(challenge.documents) !== canonicalJson(current)) {
    throw new CoreError(
      'DOCUMENTS_CHANGED',
      'the documents changed since the code was sent; ask for a new one',
    );
  }
  const used = await tx.willingnessChallenge.updateMany({
    where: { id: challengeId, verifiedAt: null },
    data: { verifiedAt: now },
  });
  if (used.count === 0)
    throw new CoreError('CODE_EXPIRED', 'the code was used already; ask for a new one', { field: 'code' });
}
