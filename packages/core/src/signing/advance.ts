import { Prisma, type TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { lockContract } from '../contracts/load.ts';
import { requireMove } from '../contracts/state-machine.ts';
import { destroyKey } from '../custody/signer-keys.ts';
import { appendEvent } from '../evidence/events.ts';
import { enqueue } from '../jobs/outbox.ts';
import { isLongTerm, promisedLevel } from '../long-term/signature-level.ts';
import { complete } from './complete.ts';
import type { IntentScope } from './intent-scope.ts';
import { issueInvitation } from './invitation.ts';

type Scope = { tenantId: string; contractId: string };
const SYSTEM = { kind: 'system' } as const;

/** Opens a certified contract for signing: whoever is first may sign. Repeating it changes nothing. */
export async function openForSigning(core: Core, scope: Scope): Promise<void> {
  await core.db.withTenant(scope.tenantId, async (tx) => {
    const contract = await lockContract(tx, scope.contractId);
    if (contract.state !== 'sending') return;
    requireMove(contract.state, 'in_progress');
    await tx.contract.update({
      where: { id: contract.id },
      data: { state: 'in_progress', failure: Prisma.DbNull, version: { increment: 1 } },
    });
    await inviteNext(core, tx, scope);
  });
}

/**
 * Every document of this signer is committed: the signer is done, and either the next
 * ones are asked or the contract is completed. Repeating it changes nothing.
 */
export async function finishIntent(core: Core, scope: IntentScope): Promise<void> {
  const { tenantId, contractId, participantId, intentId } = scope;
  const at = core.now();
  await core.db.withTenant(tenantId, async (tx) => {
    const contract = await lockContract(tx, contractId);
    const intent = await tx.signingIntent.findUniqueOrThrow({ where: { id: intentId } });
    if (intent.state === 'done') return;
    await tx.signingIntent.update({ where: { id: intentId }, data: { state: 'done' } });
    await destroyKey(tx, intentId, at);
    await tx.participant.update({
      where: { id: participantId },
      data: { state: 'signed', failure: Prisma.DbNull, endedAt: at },
    });
    const data = { participantId, intentId };
    await appendEvent(tx, { tenantId, contractId, type: 'participant.signed', at, actor: SYSTEM, data });
    // Withdrawn or rejected while this signature was on its way: it stays as evidence, nobody else is asked.
    if (contract.state !== 'in_progress') return;
    const open = await tx.participant.count({ where: { contractId, state: { not: 'signed' } } });
    if (open > 0) return inviteNext(core, tx, scope);
    await endSigning(core, tx, contract);
  });
}

/** All have signed: the contract is completed, or first brought to the long-term level it promises. */
async function endSigning(
  core: Core,
  tx: TenantTx,
  contract: { id: string; tenantId: string; state: string; policy: unknown },
): Promise<void> {
  const { id: contractId, tenantId } = contract;
  if (!isLongTerm(promisedLevel(contract.policy))) {
    requireMove(contract.state, 'completed');
    return complete(core, tx, { tenantId, contractId });
  }
  requireMove(contract.state, 'finishing');
  await tx.contract.update({
    where: { id: contractId },
    data: { state: 'finishing', version: { increment: 1 } },
  });
  await enqueue(tx, { tenantId, name: 'contract/finishing', data: { contractId }, now: core.now() });
}

/** Asks all who stand first among those who haven't signed; without an order, all of them. */
async function inviteNext(core: Core, tx: TenantTx, { tenantId, contractId }: Scope): Promise<void> {
  const { ordering } = await tx.contract.findUniqueOrThrow({ where: { id: contractId } });
  const open = await tx.participant.findMany({
    where: { contractId, state: { in: ['waiting', 'awaited', 'signing'] } },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
  });
  const first = open[0]?.position;
  const next = open.filter(
    (each) => each.state === 'waiting' && (ordering === 'unordered' || each.position === first),
  );
  for (const { id } of next) await invite(core, tx, { tenantId, contractId, participantId: id });
}

/** It is this participant's turn: they get their link. */
export async function invite(
  core: Core,
  tx: TenantTx,
  scope: Scope & { participantId: string },
): Promise<void> {
  const { tenantId, contractId, participantId } = scope;
  const now = core.now();
  await tx.participant.update({
    where: { id: participantId },
    data: { state: 'awaited', failure: Prisma.DbNull, invitedAt: now },
  });
  await issueInvitation(core, tx, { tenantId, contractId, participantId });
  await appendEvent(tx, {
    tenantId,
    contractId,
    type: 'participant.invited',
    at: now,
    actor: SYSTEM,
    data: { participantId, channel: 'email' },
  });
  const data = { contractId, participantId, kind: 'invitation' } as const;
  await enqueue(tx, { tenantId, name: 'notice/requested', data, now });
}
