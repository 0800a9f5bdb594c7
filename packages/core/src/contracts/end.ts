import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { eventActor } from '../evidence/events.ts';
import { paragraphs } from '../plain-text.ts';
import { requireTurn } from '../signing/willingness.ts';
import { endContract } from './end-contract.ts';
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
    await endContract(tx, {
      contract,
      state: 'withdrawn',
      reason: input.reason,
      actor: eventActor(ctx),
      data: { reason: input.reason },
      now: ctx.core.now(),
    });
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
    const now = ctx.core.now();
    requireTurn(contract, own, now);
    requireMove(contract.state, 'rejected');
    await tx.participant.update({ where: { id: own.id }, data: { state: 'rejected', endedAt: now } });
    await endContract(tx, {
      contract,
      state: 'rejected',
      reason: input.reason,
      by: own.id,
      actor: eventActor(ctx),
      data: { reason: input.reason, participantId: own.id },
      now,
    });
  });
}
