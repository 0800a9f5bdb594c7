import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { enqueue } from '../jobs/outbox.ts';
import { paragraphs } from '../plain-text.ts';
import { requireTurn } from '../signing/willingness.ts';
import { isActorsPart, lockContract, tenantOfActor } from './load.ts';
import { requireMove } from './state-machine.ts';

const reason = paragraphs(1, 500);
export const withdrawContractInput = z.object({ contractId: z.uuid(), reason });
export const rejectContractInput = z.object({ contractId: z.uuid(), reason });

/** The owner takes a contract back before it is completed. */
export async function withdrawContract(
  ctx: Context,
  input: z.output<typeof withdrawContractInput>,
): Promise<void> {
  const actor = requireMember(ctx, 'contract.withdraw');
  await ctx.core.db.withTenant(actor.tenantId, async (tx) => {
    const contract = await lockContract(tx, input.contractId);
    if (contract.tenantId !== actor.tenantId) throw new CoreError('NOT_FOUND', 'no such contract');
    requireMove(contract.state, 'withdrawn');
    await end(ctx, tx, { contract, state: 'withdrawn', reason: input.reason });
  });
}

/** A party who is asked to sign refuses, which ends the contract. */
export async function rejectContract(
  ctx: Context,
  input: z.output<typeof rejectContractInput>,
): Promise<void> {
  const tenantId = tenantOfActor(ctx, input.contractId);
  await ctx.core.db.withTenant(tenantId, async (tx) => {
    const contract = await lockContract(tx, input.contractId);
    const participants = await tx.participant.findMany({ where: { contractId: contract.id } });
    const own = participants.find((each) => isActorsPart(ctx, each));
    if (!own) throw new CoreError('NOT_FOUND', 'you are no party of this contract');
    requireTurn(contract, own);
    requireMove(contract.state, 'rejected');
    await tx.participant.update({
      where: { id: own.id },
      data: { state: 'rejected', endedAt: ctx.core.now() },
    });
    await end(ctx, tx, { contract, state: 'rejected', reason: input.reason, by: own.id });
  });
}

async function end(
  ctx: Context,
  tx: TenantTx,
  ending: {
    contract: { id: string; tenantId: string };
    state: 'withdrawn' | 'rejected';
    reason: string;
    by?: string;
  },
): Promise<void> {
  const now = ctx.core.now();
  const { contract, state } = ending;
  await tx.contract.update({
    where: { id: contract.id },
    data: { state, endedAt: now, endReason: ending.reason, version: { increment: 1 } },
  });
  const told = await tx.participant.findMany({
    where: {
      contractId: contract.id,
      invitedAt: { not: null },
      ...(ending.by ? { id: { not: ending.by } } : {}),
    },
  });
  await tx.participant.updateMany({
    where: { contractId: contract.id, state: { in: ['waiting', 'awaited'] } },
    data: { state: 'cancelled', endedAt: now },
  });
  await appendEvent(tx, {
    tenantId: contract.tenantId,
    contractId: contract.id,
    type: state === 'withdrawn' ? 'contract.withdrawn' : 'contract.rejected',
    at: now,
    actor: eventActor(ctx),
    data: { reason: ending.reason, ...(ending.by ? { participantId: ending.by } : {}) },
  });
  for (const participant of told) {
    await enqueue(tx, {
      tenantId: contract.tenantId,
      name: 'notice/requested',
      data: { contractId: contract.id, participantId: participant.id, kind: state },
      now,
    });
  }
}
