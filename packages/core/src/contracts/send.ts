import type { Prisma, TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { enqueue } from '../jobs/outbox.ts';
import { algorithmOf } from '../tenants/key-algorithms.ts';
import { signaturePolicy } from '../tenants/signature-policy.ts';
import { type DraftState, draftRows, draftState, type Missing } from './draft-check.ts';
import { requireUnchangedDraft } from './require-draft.ts';
import { requireMove } from './state-machine.ts';

export const sendContractInput = z.object({ contractId: z.uuid() });

/**
 * Sends a draft: locks parties, order and policy, the algorithm of its keys among it; the job then prepares and certifies the documents and invites.
 * @throws CoreError CONTRACT_INCOMPLETE with each thing that is missing, CONTRACT_STATE when it was sent already
 */
export async function sendContract(ctx: Context, input: z.output<typeof sendContractInput>): Promise<void> {
  const actor = requireMember(ctx, 'contract.send');
  const { tenantId } = actor;
  const { contractId } = input;
  const now = ctx.core.now();
  const found = await draftRows(ctx.core, actor, contractId);
  requireComplete(await draftState(ctx.core, found));
  await ctx.core.db.withTenant(tenantId, async (tx) => {
    // What was found complete must be what is locked.
    const contract = await requireUnchangedDraft(tx, { contractId, version: found.contract.version }, actor);
    await requireSameDocuments(tx, contractId, found.documents);
    requireMove(contract.state, 'sending');
    const participants = await tx.participant.findMany({
      where: { contractId },
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
      select: { id: true },
    });
    const policy = await lockedPolicy(tx, contract);
    await tx.contract.update({
      where: { id: contractId },
      data: { state: 'sending', policy, sentAt: now, version: { increment: 1 } },
    });
    await appendEvent(tx, {
      tenantId,
      contractId,
      type: 'contract.sent',
      at: now,
      actor: eventActor(ctx),
      data: {
        ordering: contract.ordering,
        policy: JSON.stringify(policy),
        participants: participants.map((each) => each.id),
        deadline: contract.deadline?.toISOString() ?? null,
      },
    });
    await enqueue(tx, { tenantId, name: 'contract/sent', data: { contractId }, now });
  });
}

/** The draft's policy with what the tenant promises at present: from now on no change of its defaults touches it. */
async function lockedPolicy(tx: TenantTx, contract: { tenantId: string; policy: Prisma.JsonValue }) {
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: contract.tenantId } });
  const { level } = signaturePolicy(tenant.policy);
  return { ...policyOf(contract.policy), level, algorithm: algorithmOf(tenant.policy) };
}

/** As the draft has it; a stored policy is always an object. */
const policyOf = (policy: Prisma.JsonValue): Prisma.JsonObject =>
  typeof policy === 'object' && policy !== null && !Array.isArray(policy) ? policy : {};

function requireComplete(state: DraftState): void {
  const [first] = state.missing;
  if (!first) return;
  throw new CoreError('CONTRACT_INCOMPLETE', `the contract lacks: ${state.missing.map(nameOf).join(', ')}`, {
    field: first.pointer.split('/')[1] ?? '',
    params: { count: state.missing.length, first: first.code },
    errors: state.missing.map((each) => ({ pointer: each.pointer, detail: each.code })),
  });
}

/** Documents come and go without a new version of the draft. */
async function requireSameDocuments(
  tx: TenantTx,
  contractId: string,
  found: readonly { id: string }[],
): Promise<void> {
  const documents = await tx.document.findMany({ where: { contractId }, orderBy: { position: 'asc' } });
  const same = documents.length === found.length && documents.every(({ id }, at) => id === found[at]?.id);
  if (!same) throw new CoreError('CONFLICT', 'the documents were changed meanwhile; look at them again');
}

const nameOf = ({ code, pointer }: Missing) => `${code} (${pointer})`;
