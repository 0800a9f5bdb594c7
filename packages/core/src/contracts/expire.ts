import type { TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { endContract } from './end-contract.ts';
import { lockContract } from './load.ts';
import { canMove, isContractState } from './state-machine.ts';

type Scope = { tenantId: string; contractId: string };

/**
 * Ends a contract whose deadline has passed. Repeating it changes nothing.
 *
 * Who agreed before the deadline has signed in time, though their signature is still being made: where nobody else is
 * left to sign, the contract waits for those signatures as long as their consents are good, a failed job's retry included.
 * Where anyone else is, it can't be completed any more and expires at once; signatures on their way are stopped as at a
 * withdrawal.
 * @returns when to look again, or null when there is nothing left to wait for
 */
export async function expireContract(core: Core, { tenantId, contractId }: Scope): Promise<Date | null> {
  const now = core.now();
  return core.db.withTenant(tenantId, async (tx) => {
    const contract = await lockContract(tx, contractId);
    const { state, deadline } = contract;
    if (deadline === null || !isContractState(state) || !canMove(state, 'expired')) return null;
    // It may have been extended while the job slept.
    if (deadline > now) return deadline;
    const inTime = await consentsLast(tx, contractId, now);
    if (inTime) return inTime;
    await endContract(tx, {
      contract,
      state: 'expired',
      actor: { kind: 'system' },
      data: { deadline: deadline.toISOString() },
      now,
    });
    return null;
  });
}

/** How long the consents of those who have yet to sign are good, if all of them have agreed; else undefined. */
async function consentsLast(tx: TenantTx, contractId: string, now: Date): Promise<Date | undefined> {
  const open = await tx.participant.findMany({ where: { contractId, state: { not: 'signed' } } });
  if (open.length === 0 || open.some((each) => each.state !== 'signing')) return undefined;
  const [first] = await tx.activation.findMany({
    where: { participantId: { in: open.map((each) => each.id) } },
    orderBy: { expiresAt: 'asc' },
    take: 1,
  });
  return first && first.expiresAt > now ? first.expiresAt : undefined;
}
