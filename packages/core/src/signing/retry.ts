import { Prisma, type TenantTx } from '@chopmark/db';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { failureOf } from '../contracts/contract-view.ts';
import { lockContract, tenantOfActor } from '../contracts/load.ts';
import { isActorsPart, requireView } from '../contracts/visibility.ts';
import { CoreError } from '../errors.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { enqueue } from '../jobs/outbox.ts';
import { invite } from './advance.ts';
import { takeBackIntent } from './give-up.ts';

export const retryContractInput = z.object({ contractId: z.uuid() });

type Contract = Awaited<ReturnType<typeof lockContract>>;
type Participant = NonNullable<Awaited<ReturnType<TenantTx['participant']['findUnique']>>>;

/** What no repetition mends, but another consent does. */
const ASKED_ANEW = ['ACTIVATION_EXPIRED', 'CERTIFICATE_REVOKED'];

/**
 * Starts failed jobs of a contract again: the owner all of them, a signer their own. A signer whose consent ran out or whose
 * certificate was revoked meanwhile is asked anew.
 * @throws CoreError CONFLICT when nothing has failed
 */
export async function retryContract(ctx: Context, input: z.output<typeof retryContractInput>): Promise<void> {
  const { actor } = ctx;
  const tenantId = tenantOfActor(ctx, input.contractId);
  await ctx.core.db.withTenant(tenantId, async (tx) => {
    const contract = await lockContract(tx, input.contractId);
    const mayAll =
      actor.kind === 'member' &&
      actor.tenantId === contract.tenantId &&
      actor.permissions.has('contract.retry');
    const participants = await tx.participant.findMany({
      where: { contractId: contract.id },
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
    });
    requireView(ctx, contract, participants);
    const failed = participants.filter(
      (each) => each.failure !== null && (mayAll || isActorsPart(ctx, each)),
    );
    const whole = mayAll && contract.failure !== null;
    if (failed.length === 0 && !whole) {
      throw new CoreError('CONFLICT', 'nothing has failed here; reload the page');
    }
    if (whole) await retryContractJob(ctx, tx, contract);
    for (const participant of failed) await retrySigner(ctx, tx, contract, participant);
    await appendEvent(tx, {
      tenantId: contract.tenantId,
      contractId: contract.id,
      type: 'job.retried',
      at: ctx.core.now(),
      actor: eventActor(ctx),
      data: { participants: failed.map((each) => each.id) },
    });
  });
}

async function retryContractJob(ctx: Context, tx: TenantTx, contract: Contract): Promise<void> {
  const { id, tenantId, state } = contract;
  await tx.contract.update({ where: { id }, data: { failure: Prisma.DbNull } });
  const now = ctx.core.now();
  const jobs = { finishing: 'contract/finishing', completed: 'contract/completed' } as const;
  const name = state === 'finishing' || state === 'completed' ? jobs[state] : 'contract/sent';
  await enqueue(tx, { tenantId, name, data: { contractId: id }, now });
  // Of a completed contract the deposit may have failed, or a renewal of its archived files: each finds what is done.
  const due = await tx.archiveRenewal.findMany({ where: { contractId: id, renewAt: { lte: now } } });
  for (const { documentId, revisionNo } of due) {
    const data = { contractId: id, documentId, revisionNo };
    await enqueue(tx, { tenantId, name: 'archive/renewal-due', data, now });
  }
}

async function retrySigner(
  ctx: Context,
  tx: TenantTx,
  contract: Contract,
  participant: Participant,
): Promise<void> {
  const { core } = ctx;
  const now = core.now();
  const scope = { tenantId: contract.tenantId, contractId: contract.id, participantId: participant.id };
  const intent = await tx.signingIntent.findUnique({ where: { participantId: participant.id } });
  const code = failureOf(participant.failure)?.code ?? '';
  if (!intent || (ASKED_ANEW.includes(code) && (await takeBackIntent(tx, participant.id, now)))) {
    return invite(core, tx, scope);
  }
  await tx.participant.update({ where: { id: participant.id }, data: { failure: Prisma.DbNull } });
  const { tenantId, ...data } = { ...scope, intentId: intent.id };
  await enqueue(tx, { tenantId, name: 'signing/requested', data, now });
}
