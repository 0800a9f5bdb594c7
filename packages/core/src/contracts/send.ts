import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { enqueue } from '../jobs/outbox.ts';
import { lockContract } from './load.ts';
import { requireMove } from './state-machine.ts';

export const sendContractInput = z.object({ contractId: z.uuid() });

/**
 * Sends a draft: locks parties, order and policy; the job then prepares and certifies the documents and invites.
 * @throws CoreError CONTRACT_INCOMPLETE when a party has nothing to sign, CONTRACT_STATE when it was sent already
 */
export async function sendContract(ctx: Context, input: z.output<typeof sendContractInput>): Promise<void> {
  const { tenantId } = requireMember(ctx, 'contract.send');
  const now = ctx.core.now();
  const { contractId } = input;
  await ctx.core.db.withTenant(tenantId, async (tx) => {
    const contract = await lockContract(tx, contractId);
    if (contract.tenantId !== tenantId) throw new CoreError('NOT_FOUND', 'no such contract');
    requireMove(contract.state, 'sending');
    const participants = await requirePlaces(tx, contractId);
    await tx.contract.update({
      where: { id: contractId },
      data: { state: 'sending', sentAt: now, version: { increment: 1 } },
    });
    await appendEvent(tx, {
      tenantId,
      contractId,
      type: 'contract.sent',
      at: now,
      actor: eventActor(ctx),
      data: { ordering: contract.ordering, policy: JSON.stringify(contract.policy), participants },
    });
    await enqueue(tx, { tenantId, name: 'contract/sent', data: { contractId }, now });
  });
}

/** @returns the IDs of the participants, each of whom has a place to sign or seal */
async function requirePlaces(tx: TenantTx, contractId: string): Promise<string[]> {
  const participants = await tx.participant.findMany({
    where: { contractId },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  const places = await tx.control.findMany({
    where: { contractId, kind: { in: ['signature', 'seal'] } },
    select: { participantId: true },
  });
  const placed = new Set(places.map((place) => place.participantId));
  const ids = participants.map((participant) => participant.id);
  if (ids.length > 0 && ids.every((id) => placed.has(id))) return ids;
  throw new CoreError('CONTRACT_INCOMPLETE', 'every party needs a place to sign or seal');
}
