import type { TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { lockContract } from '../contracts/load.ts';
import { requireMove } from '../contracts/state-machine.ts';
import { appendEvent } from '../evidence/events.ts';
import { enqueue } from '../jobs/outbox.ts';
import { issueInvitation } from './invitation.ts';
import type { IntentScope } from './produce.ts';

/** Opens a certified contract for signing: whoever is first may sign. Repeating it changes nothing. */
export async function openForSigning(
  core: Core,
  scope: { tenantId: string; contractId: string },
): Promise<void> {
  await core.db.withTenant(scope.tenantId, async (tx) => {
    const contract = await lockContract(tx, scope.contractId);
    if (contract.state !== 'sending') return;
    requireMove(contract.state, 'in_progress');
    await tx.contract.update({
      where: { id: contract.id },
      data: { state: 'in_progress', version: { increment: 1 } },
    });
    await inviteNext(core, tx, scope);
  });
}

/**
 * Every document of this signer is committed: the signer is done, the one-time key is destroyed, and either the next
 * ones are asked or the contract is completed.
 */
export async function finishIntent(core: Core, scope: IntentScope): Promise<void> {
  const { tenantId, contractId, participantId, intentId } = scope;
  const now = core.now();
  await core.db.withTenant(tenantId, async (tx) => {
    const contract = await lockContract(tx, contractId);
    const intent = await tx.signingIntent.findUniqueOrThrow({ where: { id: intentId } });
    if (intent.state === 'done') return;
    await tx.signingIntent.update({ where: { id: intentId }, data: { state: 'done' } });
    await tx.signingKey.updateMany({
      where: { intentId, state: 'ready' },
      data: { state: 'destroyed', privateKeySealed: null, destroyedAt: now },
    });
    await tx.participant.update({ where: { id: participantId }, data: { state: 'signed', endedAt: now } });
    await appendEvent(tx, {
      tenantId,
      contractId,
      type: 'participant.signed',
      at: now,
      actor: { kind: 'system' },
      data: { participantId, intentId },
    });
    // Withdrawn or rejected while this signature was on its way: it stays as evidence, nobody else is asked.
    if (contract.state !== 'in_progress') return;
    const open = await tx.participant.count({ where: { contractId, state: { not: 'signed' } } });
    if (open > 0) return inviteNext(core, tx, scope);
    requireMove(contract.state, 'completed');
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
  });
}

/** Asks all who stand first among those who haven't signed. */
async function inviteNext(
  core: Core,
  tx: TenantTx,
  scope: { tenantId: string; contractId: string },
): Promise<void> {
  const { tenantId, contractId } = scope;
  const now = core.now();
  const open = await tx.participant.findMany({
    where: { contractId, state: { in: ['waiting', 'awaited', 'signing'] } },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
  });
  const first = open[0]?.position;
  for (const participant of open.filter((each) => each.position === first && each.state === 'waiting')) {
    await tx.participant.update({
      where: { id: participant.id },
      data: { state: 'awaited', invitedAt: now },
    });
    await issueInvitation(core, tx, { tenantId, contractId, participantId: participant.id });
    await appendEvent(tx, {
      tenantId,
      contractId,
      type: 'participant.invited',
      at: now,
      actor: { kind: 'system' },
      data: { participantId: participant.id, channel: 'email' },
    });
    await enqueue(tx, {
      tenantId,
      name: 'notice/requested',
      data: { contractId, participantId: participant.id, kind: 'invitation' },
      now,
    });
  }
}
