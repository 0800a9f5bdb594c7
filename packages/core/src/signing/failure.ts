import type { TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { lockContract } from '../contracts/load.ts';
import { appendEvent } from '../evidence/events.ts';
import { dropIntent, freeUnsigned } from './give-up.ts';

type Failed = {
  tenantId: string;
  contractId: string;
  participantId?: string | undefined;
  intentId?: string | undefined;
};
type Cause = { code: string; message: string };

/**
 * A job gave up: its cause goes onto the contract, for the page to show with a retry, into the evidence and into the log.
 * Where the contract or the participant came to an end meanwhile there is nothing left to retry: a half-made signature is
 * dropped and no failure shown.
 */
export async function recordFailure(core: Core, scope: Failed, cause: Cause): Promise<void> {
  const now = core.now();
  const { contractId, participantId, intentId } = scope;
  core.log.error(
    { contractId, participantId, intentId, code: cause.code, cause: cause.message },
    'a job gave up',
  );
  const failure = { ...shown(cause), at: now.toISOString() };
  await core.db.withTenant(scope.tenantId, async (tx) => {
    const contract = await lockContract(tx, scope.contractId);
    if (participantId) {
      if (!(await isUnderWay(tx, participantId, intentId))) return;
      if (contract.state !== 'in_progress') return dropIntent(tx, participantId, now);
      await freeUnsigned(tx, participantId);
      await tx.participant.update({ where: { id: participantId }, data: { failure } });
    } else {
      if (!['sending', 'finishing', 'completed'].includes(contract.state)) return;
      await tx.contract.update({ where: { id: contract.id }, data: { failure } });
    }
    await note(tx, scope, { code: cause.code, at: now });
  });
}

/** Not so for a participant who has signed or was cancelled, and for an intent that was taken back. */
async function isUnderWay(
  tx: TenantTx,
  participantId: string,
  intentId: string | undefined,
): Promise<boolean> {
  const { state } = await tx.participant.findUniqueOrThrow({ where: { id: participantId } });
  if (intentId === undefined) return state === 'awaited';
  const intent = await tx.signingIntent.findUnique({ where: { participantId }, select: { id: true } });
  return state === 'signing' && intent?.id === intentId;
}

const note = (
  tx: TenantTx,
  { tenantId, contractId, participantId }: Failed,
  at: { code: string; at: Date },
) =>
  appendEvent(tx, {
    tenantId,
    contractId,
    type: 'job.failed',
    at: at.at,
    actor: { kind: 'system' },
    data: { code: at.code, ...(participantId ? { participantId } : {}) },
  });

/** What was foreseen says what to do; what wasn't may name hosts and paths, which are the operator's business. */
function shown({ code, message }: Cause): Cause {
  if (code !== 'INTERNAL') return { code, message: message.slice(0, 500) };
  return {
    code,
    message: 'something unforeseen failed; try again, or ask the operator, whose log names the cause',
  };
}
