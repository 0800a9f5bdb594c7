import { Prisma } from '@chopmark/db';
import { z } from 'zod';
import type { Context, Core } from '../context.ts';
import { isActorsPart, lockContract, tenantOfActor } from '../contracts/load.ts';
import { CoreError } from '../errors.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { enqueue } from '../jobs/outbox.ts';

type Failed = { tenantId: string; contractId: string; participantId?: string | undefined };

/** A job gave up: its cause goes onto the contract, for the page to show with a retry, and into the evidence. */
export async function recordFailure(
  core: Core,
  scope: Failed,
  failure: { code: string; message: string },
): Promise<void> {
  const now = core.now();
  const cause = { code: failure.code, message: failure.message.slice(0, 500), at: now.toISOString() };
  await core.db.withTenant(scope.tenantId, async (tx) => {
    await lockContract(tx, scope.contractId);
    if (scope.participantId) {
      await tx.participant.update({ where: { id: scope.participantId }, data: { failure: cause } });
      await tx.document.updateMany({
        where: { contractId: scope.contractId, reservedBy: await reservationToFree(tx, scope.participantId) },
        data: { reservedBy: null },
      });
    } else {
      await tx.contract.update({ where: { id: scope.contractId }, data: { failure: cause } });
    }
    await appendEvent(tx, {
      tenantId: scope.tenantId,
      contractId: scope.contractId,
      type: 'job.failed',
      at: now,
      actor: { kind: 'system' },
      data: { code: cause.code, ...(scope.participantId ? { participantId: scope.participantId } : {}) },
    });
  });
}

/** An intent that has not built its revision yet lets go of the document, so that it blocks no other signer. */
async function reservationToFree(
  tx: Parameters<typeof lockContract>[0],
  participantId: string,
): Promise<string> {
  const intent = await tx.signingIntent.findUnique({ where: { participantId } });
  const built = await tx.documentSignature.count({ where: { participantId, revisionNo: null } });
  return intent && built === 0 ? intent.id : '00000000-0000-0000-0000-000000000000';
}

export const retryContractInput = z.object({ contractId: z.uuid() });

/**
 * Starts failed jobs of a contract again: the owner all of them, a signer their own.
 * @throws CoreError CONFLICT when nothing has failed
 */
export async function retryContract(ctx: Context, input: z.output<typeof retryContractInput>): Promise<void> {
  const tenantId = tenantOfActor(ctx, input.contractId);
  const now = ctx.core.now();
  const mayAll = ctx.actor.kind === 'member' && ctx.actor.permissions.has('contract.retry');
  await ctx.core.db.withTenant(tenantId, async (tx) => {
    const contract = await lockContract(tx, input.contractId);
    const participants = await tx.participant.findMany({ where: { contractId: contract.id } });
    const failed = participants.filter(
      (each) => each.failure !== null && (mayAll || isActorsPart(ctx, each)),
    );
    const sending = mayAll && contract.failure !== null;
    if (failed.length === 0 && !sending)
      throw new CoreError('CONFLICT', 'nothing has failed here; reload the page');
    if (sending) {
      await tx.contract.update({ where: { id: contract.id }, data: { failure: Prisma.DbNull } });
      await enqueue(tx, { tenantId, name: 'contract/sent', data: { contractId: contract.id }, now });
    }
    for (const participant of failed) {
      const intent = await tx.signingIntent.findUniqueOrThrow({ where: { participantId: participant.id } });
      await tx.participant.update({ where: { id: participant.id }, data: { failure: Prisma.DbNull } });
      await enqueue(tx, {
        tenantId,
        name: 'signing/requested',
        data: { contractId: contract.id, participantId: participant.id, intentId: intent.id },
        now,
      });
    }
    await appendEvent(tx, {
      tenantId: contract.tenantId,
      contractId: contract.id,
      type: 'job.retried',
      at: now,
      actor: eventActor(ctx),
      data: { participants: failed.map((each) => each.id) },
    });
  });
}
