import { timingSafeEqual } from 'node:crypto';
import type { Prisma } from '@chopmark/db';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { isActorsPart, loadContract, tenantOfActor } from '../contracts/load.ts';
import { toHex } from '../digest.ts';
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
  const tenantId = tenantOfActor(ctx, input.contractId);
  const now = core.now();
  const id = newId(now);
  const codeSealed = await core.keys.seal(tenantId, `willingness/${id}`, newCode());
  const expiresAt = new Date(now.getTime() + VALID_MS);
  const sealedAddress = await core.db.withTenant(tenantId, async (tx) => {
    const { contract, documents, participants } = await loadContract(tx, input.contractId);
    const participant = participants.find((each) => isActorsPart(ctx, each));
    if (!participant) throw new CoreError('NOT_FOUND', 'you are no party of this contract');
    requireTurn(contract, participant);
    const recent = await tx.willingnessChallenge.count({
      where: { participantId: participant.id, createdAt: { gt: new Date(now.getTime() - WINDOW_MS) } },
    });
    if (recent >= MAX_CODES) {
      throw new CoreError('RATE_LIMITED', 'too many codes were asked for; wait a quarter of an hour', {
        params: { minutes: WINDOW_MS / MINUTE },
      });
    }
    const shown = await baseDigests(tx, documents);
    await tx.willingnessChallenge.create({
      data: {
        id,
        tenantId,
        contractId: contract.id,
        participantId: participant.id,
        method: 'email-code',
        documents: shown.map((each) => ({
          documentId: each.documentId,
          sha256: toHex(each.sha256),
        })) as Prisma.InputJsonArray,
        codeSealed,
        attempts: 0,
        createdAt: now,
        expiresAt,
      },
    });
    await appendEvent(tx, {
      tenantId: contract.tenantId,
      contractId: contract.id,
      type: 'willingness.requested',
      at: now,
      actor: eventActor(ctx),
      data: {
        challengeId: id,
        method: 'email-code',
        participantId: participant.id,
        documents: shown.map((each) => toHex(each.sha256)),
      },
    });
    await enqueue(tx, {
      tenantId,
      name: 'notice/requested',
      data: {
        contractId: contract.id,
        participantId: participant.id,
        kind: 'willingness-code',
        challengeId: id,
      },
      now,
    });
    return { id: participant.id, sealed: participant.emailSealed };
  });
  const email = await core.keys.unsealText(
    tenantId,
    `participant/${sealedAddress.id}/email`,
    sealedAddress.sealed,
  );
  return { challengeId: id, sentTo: maskEmail(email), expiresAt: expiresAt.toISOString() };
}

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

/** @throws CoreError unless the contract waits for this participant now */
export function requireTurn(contract: { state: string }, participant: { state: string }): void {
  if (participant.state === 'signed' || participant.state === 'signing') {
    throw new CoreError('ALREADY_SIGNED', 'you have signed this contract already');
  }
  if (contract.state !== 'in_progress') {
    throw new CoreError('CONTRACT_STATE', `the contract is ${contract.state}; it cannot be signed`, {
      params: { from: contract.state, to: 'signed' },
    });
  }
  if (participant.state !== 'awaited') throw new CoreError('NOT_YOUR_TURN', 'another party signs before you');
}
