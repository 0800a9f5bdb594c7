import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { enqueue } from '../jobs/outbox.ts';
import { requireMove } from './state-machine.ts';

export const sendContractInput = z.object({ contractId: z.uuid() });

/**
 * Sends a draft: locks parties, order and policy; the job then prepares and certifies the documents and invites.
 * @throws CoreError CONTRACT_INCOMPLETE when a party has nothing to sign, CONTRACT_STATE when it was sent already
 */
export async function sendContract(ctx: Context, input: z.output<typeof sendContractInput>): Promise<void> {
  const actor = requireMember(ctx, 'contract.send');
  const { tenantId } = actor;
  const now = ctx.core.now();
  await ctx.core.db.withTenant(tenantId, async (tx) => {
    await tx.$executeRaw`select 1 from contract where id = ${input.contractId}::uuid for update`;
    const contract = await tx.contract.findFirst({ where: { id: input.contractId, tenantId } });
    if (!contract) throw new CoreError('NOT_FOUND', 'no such contract');
    requireMove(contract.state, 'sending');
    const participants = await tx.participant.findMany({ where: { contractId: contract.id } });
    const controls = await tx.control.findMany({ where: { contractId: contract.id } });
    const idle = participants.find(
      (each) =>
        !controls.some((c) => c.participantId === each.id && (c.kind === 'signature' || c.kind === 'seal')),
    );
    if (participants.length === 0 || idle) {
      throw new CoreError('CONTRACT_INCOMPLETE', 'every party needs a place to sign or seal', {
        params: { party: idle?.name ?? '' },
      });
    }
    await tx.contract.update({
      where: { id: contract.id },
      data: { state: 'sending', sentAt: now, version: { increment: 1 } },
    });
    await appendEvent(tx, {
      tenantId,
      contractId: contract.id,
      type: 'contract.sent',
      at: now,
      actor: eventActor(ctx),
      data: {
        ordering: contract.ordering,
        policy: JSON.stringify(contract.policy),
        participants: participants.map((each) => each.id),
      },
    });
    await enqueue(tx, { tenantId, name: 'contract/sent', data: { contractId: contract.id }, now });
  });
}
