import { timingSafeEqual } from 'node:crypto';
import type { Prisma, TenantTx } from '@chopmark/db';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { loadContract, lockContract, tenantOfSigner } from '../contracts/load.ts';
import { isActorsPart } from '../contracts/visibility.ts';
import { canonicalJson, toHex } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { newId } from '../ids.ts';
import { enqueue } from '../jobs/outbox.ts';
import { maskEmail } from '../people/email-address.ts';
import { newCode } from '../people/login-codes.ts';
import { baseDigests } from './base-revision.ts';

const MINUTE = 60_000;
const VALID_MS = 10 * MINUTE;
const MAX_ATTEMPTS = 5;
const MAX_CODES = 5;
const WINDOW_MS = 15 * MINUTE;
const METHOD = 'email-code';

type Shown = Awaited<ReturnType<typeof baseDigests>>;

export const requestWillingnessInput = z.object({ contractId: z.uuid() });
export const willingnessOutput = z.object({
  challengeId: z.string(),
  sentTo: z.string(),
  expiresAt: z.string(),
});

/**
 * Starts the proof that the signer wants to sign these very documents: a code to the address the owner named. The
 * challenge is bound to the SHA-256 of each document shown.
 * @throws CoreError NOT_YOUR_TURN, ALREADY_SIGNED, CONTRACT_STATE, RATE_LIMITED
 */
export async function requestWillingness(
  ctx: Context,
  input: z.output<typeof requestWillingnessInput>,
): Promise<z.input<typeof willingnessOutput>> {
  const { core } = ctx;
  const tenantId = tenantOfSigner(ctx, input.contractId);
  const now = core.now();
  const id = newId(now);
  const challenge = {
    id,
    codeSealed: await core.keys.seal(tenantId, `willingness/${id}`, newCode()),
    createdAt: now,
    expiresAt: new Date(now.getTime() + VALID_MS),
  };
  const asked = await core.db.withTenant(tenantId, async (tx) => {
    // One request at a time: side by side they would all find the limit not reached yet.
    await lockContract(tx, input.contractId);
    const { contract, documents, participants } = await loadContract(tx, input.contractId);
    const participant = participants.find((each) => isActorsPart(ctx, each));
    if (!participant) throw new CoreError('NOT_FOUND', 'you are no party of this contract');
    requireTurn(contract, participant, now);
    await requireFewCodes(tx, participant.id, now);
    await storeChallenge(ctx, tx, {
      contract,
      participant,
      challenge,
      shown: await baseDigests(tx, documents),
    });
    return participant;
  });
  const email = await core.keys.unsealText(tenantId, `participant/${asked.id}/email`, asked.emailSealed);
  return { challengeId: id, sentTo: maskEmail(email), expiresAt: challenge.expiresAt.toISOString() };
}

async function requireFewCodes(tx: TenantTx, participantId: string, now: Date): Promise<void> {
  const recent = await tx.willingnessChallenge.count({
    where: { participantId, createdAt: { gt: new Date(now.getTime() - WINDOW_MS) } },
  });
  if (recent < MAX_CODES) return;
  throw new CoreError('RATE_LIMITED', 'too many codes were asked for; wait a quarter of an hour', {
    params: { minutes: WINDOW_MS / MINUTE },
  });
}

type NewChallenge = {
  contract: { id: string; tenantId: string };
  participant: { id: string };
  challenge: { id: string; codeSealed: Uint8Array<ArrayBuffer>; createdAt: Date; expiresAt: Date };
  shown: Shown;
};

/** The challenge, its event, and the notice that carries the code. */
async function storeChallenge(
  ctx: Context,
  tx: TenantTx,
  { contract, participant, challenge, shown }: NewChallenge,
): Promise<void> {
  const { tenantId, id: contractId } = contract;
  const scope = { tenantId, contractId };
  const now = challenge.createdAt;
  await tx.willingnessChallenge.create({
    data: {
      ...challenge,
      ...scope,
      participantId: participant.id,
      method: METHOD,
      documents: namesOf(shown) as Prisma.InputJsonArray,
      attempts: 0,
    },
  });
  const documents = shown.map((each) => toHex(each.sha256));
  await appendEvent(tx, {
    ...scope,
    type: 'willingness.requested',
    at: now,
    actor: eventActor(ctx),
    data: { challengeId: challenge.id, method: METHOD, participantId: participant.id, documents },
  });
  await enqueue(tx, {
    tenantId,
    name: 'notice/requested',
    data: { contractId, participantId: participant.id, kind: 'willingness-code', challengeId: challenge.id },
    now,
  });
}

/** Documents as a challenge keeps them: by their digests. */
const namesOf = (shown: Shown) =>
  shown.map((each) => ({ documentId: each.documentId, sha256: toHex(each.sha256) }));

/**
 * Checks a code against its challenge. A wrong guess is counted in a transaction of its own, so that it stays counted.
 * @throws CoreError CODE_WRONG, CODE_EXPIRED, CODE_TOO_MANY_ATTEMPTS
 */
export async function checkWillingnessCode(
  ctx: Context,
  input: { tenantId: string; participantId: string; challengeId: string; code: string },
): Promise<void> {
  const { core } = ctx;
  const { tenantId } = input;
  const challenge = await core.db.withTenant(tenantId, async (tx) => {
    const found = await tx.willingnessChallenge.findFirst({
      where: { id: input.challengeId, participantId: input.participantId },
    });
    if (!found || found.verifiedAt || found.expiresAt <= core.now()) {
      throw new CoreError('CODE_EXPIRED', 'the code has expired or was used; ask for a new one', {
        field: 'code',
      });
    }
    const counted = await tx.willingnessChallenge.updateMany({
      where: { id: found.id, attempts: { lt: MAX_ATTEMPTS } },
      data: { attempts: { increment: 1 } },
    });
    if (counted.count === 0) {
      throw new CoreError('CODE_TOO_MANY_ATTEMPTS', 'too many wrong codes; ask for a new one', {
        field: 'code',
      });
    }
    return found;
  });
  const expected = await core.keys.unseal(tenantId, `willingness/${challenge.id}`, challenge.codeSealed);
  const given = new TextEncoder().encode(input.code.trim());
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
    throw new CoreError('CODE_WRONG', 'the code is wrong; look at the newest message', { field: 'code' });
  }
}

/** The state signers meet: past its deadline a contract has expired, even before the job has come round to say so. */
export function stateAt(contract: { state: string; deadline: Date | null }, now: Date): string {
  const overdue = contract.deadline !== null && contract.deadline <= now;
  return contract.state === 'in_progress' && overdue ? 'expired' : contract.state;
}

/** @throws CoreError unless the contract waits for this participant now */
export function requireTurn(
  contract: { state: string; deadline: Date | null },
  participant: { state: string },
  now: Date,
): void {
  if (participant.state === 'signed' || participant.state === 'signing') {
    throw new CoreError('ALREADY_SIGNED', 'you have signed this contract already');
  }
  const state = stateAt(contract, now);
  if (state === 'expired') {
    throw new CoreError('CONTRACT_EXPIRED', 'the deadline has passed; ask the sender for a new contract');
  }
  if (state !== 'in_progress') {
    throw new CoreError('CONTRACT_STATE', `the contract is ${state}; it cannot be signed`, {
      params: { from: state, to: 'signed' },
    });
  }
  if (participant.state !== 'awaited') throw new CoreError('NOT_YOUR_TURN', 'another party signs before you');
}

/**
 * Uses the proof up, once, if the documents are still those it was given for.
 * @throws CoreError DOCUMENTS_CHANGED, CODE_EXPIRED
 */
export async function consumeChallenge(
  tx: TenantTx,
  { challengeId, shown, now }: { challengeId: string; shown: Shown; now: Date },
): Promise<void> {
  const challenge = await tx.willingnessChallenge.findUniqueOrThrow({ where: { id: challengeId } });
  if (canonicalJson(challenge.documents) !== canonicalJson(namesOf(shown))) {
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
