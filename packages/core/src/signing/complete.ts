import type { TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { appendEvent } from '../evidence/events.ts';
import { enqueue } from '../jobs/outbox.ts';

type Scope = { tenantId: string; contractId: string };

/** The contract is what was promised. Everyone is told in the same transaction, so that nobody is told twice. */
export async function complete(core: Core, tx: TenantTx, { tenantId, contractId }: Scope): Promise<void> {
  const now = core.now();
  await tx.contract.update({
    where: { id: contractId },
    data: { state: 'completed', endedAt: now, version: { increment: 1 } },
  });
  await appendEvent(tx, {
    tenantId,
    contractId,
    type: 'contract.completed',
    at: now,
    actor: { kind: 'system' },
    data: {},
  });
  await enqueue(tx, { tenantId, name: 'contract/completed', data: { contractId }, now });
  const participants = await tx.participant.findMany({ where: { contractId }, select: { id: true } });
  for (const { id } of participants) {
    const data = { contractId, participantId: id, kind: 'completed' } as const;
    await enqueue(tx, { tenantId, name: 'notice/requested', data, now });
  }
}
