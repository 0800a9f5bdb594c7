import { Prisma, type TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { enqueue } from '../jobs/outbox.ts';
import { paragraphs } from '../plain-text.ts';
import { dropIntent } from '../signing/give-up.ts';
import { requireTurn } from '../signing/willingness.ts';
import { lockContract, tenantOfSigner } from './load.ts';
import { requireMove } from './state-machine.ts';
import { isActorsPart, requireView } from './visibility.ts';

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
    requireView(ctx, contract, await tx.participant.findMany({ where: { contractId: contract.id } }));
    requireMove(contract.state, 'withdrawn');
    await end(ctx, tx, { contract, state: 'withdrawn', reason: input.reason });
  });
}

/** A party who is asked to sign refuses, which ends the contract. */
export async function rejectContract(
  ctx: Context,
  input: z.output<typeof rejectContractInput>,
): Promise<void> {
  const tenantId = tenantOfSigner(ctx, input.contractId);
  await ctx.core.db.withTenant(tenantId, async (tx) => {
    const contract = await lockContract(tx, input.contractId);
    const participants = await tx.participant.findMany({ where: { contractId: contract.id } });
    const own = participants.find((each) => isActorsPart(ctx, each));
    if (!own) throw new CoreError('NOT_FOUND', 'you are no party of this contract');
    requireTurn(contract, own, ctx.core.now());
    requireMove(contract.state, 'rejected');
    await tx.participant.update({
      where: { id: own.id },
      data: { state: 'rejected', endedAt: ctx.core.now() },
    });
    await end(ctx, tx, { contract, state: 'rejected', reason: input.reason, by: own.id });
  });
}

type Ending = {
  contract: { id: string; tenantId: string };
  state: 'withdrawn' | 'rejected';
  reason: string;
  /** The participant who refused. */
  by?: string;
};

async function end(ctx: Context, tx: TenantTx, { contract, state, reason, by }: Ending): Promise<void> {
  const now = ctx.core.now();
  const { id: contractId, tenantId } = contract;
  await tx.contract.update({
    where: { id: contractId },
    data: { state, endedAt: now, endReason: reason, failure: Prisma.DbNull, version: { increment: 1 } },
  });
  const others = await tx.participant.findMany({
    where: { contractId, ...(by ? { id: { not: by } } : {}) },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
  });
  await tx.participant.updateMany({
    where: { contractId, state: { in: ['waiting', 'awaited'] } },
    data: { state: 'cancelled', failure: Prisma.DbNull, endedAt: now },
  });
  // A signature on its way is stopped by its job; one whose job gave up has none.
  const stuck = others.filter((each) => each.state === 'signing' && each.failure !== null);
  for (const each of stuck) await dropIntent(tx, each.id, now);
  await appendEvent(tx, {
    tenantId,
    contractId,
    type: state === 'withdrawn' ? 'contract.withdrawn' : 'contract.rejected',
    at: now,
    actor: eventActor(ctx),
    data: { reason, ...(by ? { participantId: by } : {}) },
  });
  for (const { id } of others.filter((each) => each.invitedAt !== null)) {
    const data = { contractId, participantId: id, kind: state };
    await enqueue(tx, { tenantId, name: 'notice/requested', data, now });
  }
}
