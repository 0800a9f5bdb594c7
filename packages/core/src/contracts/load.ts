import type { TenantTx } from '@chopmark/db';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';

/** The tenant in whose rows the actor works, and whether they may see this contract at all. */
export function tenantOfActor(ctx: Context, contractId: string): string {
  if (ctx.actor.kind === 'member') return ctx.actor.tenantId;
  if (ctx.actor.kind === 'invited' && ctx.actor.contractId === contractId) return ctx.actor.tenantId;
  if (ctx.actor.kind === 'invited') throw new CoreError('NOT_FOUND', 'no such contract');
  throw new CoreError('UNAUTHENTICATED', 'log in or open the link you were sent');
}

/** As `tenantOfActor`, for whoever signs or refuses to: a member needs the permission, an invited person their link. */
export function tenantOfSigner(ctx: Context, contractId: string): string {
  if (ctx.actor.kind === 'member') requireMember(ctx, 'contract.sign');
  return tenantOfActor(ctx, contractId);
}

/** The actor's own part in the contract, or undefined when they only look on. */
export function isActorsPart(ctx: Context, participant: { id: string; accountId: string | null }): boolean {
  if (ctx.actor.kind === 'invited') return participant.id === ctx.actor.participantId;
  return ctx.actor.kind === 'member' && participant.accountId === ctx.actor.accountId;
}

/**
 * The contract with its row locked, for a change.
 * @throws CoreError NOT_FOUND, the same for a foreign ID and one that doesn't exist
 */
export async function lockContract(tx: TenantTx, contractId: string) {
  await tx.$executeRaw`select 1 from contract where id = ${contractId}::uuid for update`;
  const contract = await tx.contract.findUnique({ where: { id: contractId } });
  if (!contract) throw new CoreError('NOT_FOUND', 'no such contract');
  return contract;
}

export async function loadContract(tx: TenantTx, contractId: string) {
  const contract = await tx.contract.findUnique({ where: { id: contractId } });
  if (!contract) throw new CoreError('NOT_FOUND', 'no such contract');
  const [documents, participants, controls] = [
    await tx.document.findMany({ where: { contractId }, orderBy: { position: 'asc' } }),
    await tx.participant.findMany({ where: { contractId }, orderBy: [{ position: 'asc' }, { id: 'asc' }] }),
    await tx.control.findMany({ where: { contractId }, orderBy: { name: 'asc' } }),
  ];
  return { contract, documents, participants, controls };
}

/** Is a draft or another member's contract hidden from this actor? Members with contract.view see their tenant's contracts. */
export function requireView(ctx: Context, contract: { state: string }): void {
  if (ctx.actor.kind === 'member' && !ctx.actor.permissions.has('contract.view')) {
    throw new CoreError('FORBIDDEN', 'this needs the permission contract.view', {
      params: { permission: 'contract.view' },
    });
  }
  if (ctx.actor.kind === 'invited' && (contract.state === 'draft' || contract.state === 'sending')) {
    throw new CoreError('NOT_FOUND', 'no such contract');
  }
}

/** Locks the contract's row. @throws CoreError NOT_FOUND for a foreign ID, CONTRACT_STATE when it was sent already */
export async function requireDraft(tx: TenantTx, contractId: string, tenantId: string) {
  await tx.$executeRaw`select 1 from contract where id = ${contractId}::uuid for update`;
  const contract = await tx.contract.findFirst({ where: { id: contractId, tenantId } });
  if (!contract) throw new CoreError('NOT_FOUND', 'no such contract');
  if (contract.state === 'draft') return contract;
  throw new CoreError('CONTRACT_STATE', 'the contract was sent already; it cannot be changed', {
    params: { from: contract.state, to: 'draft' },
  });
}

/**
 * As `requireDraft`, for who replaces what they have read before.
 * @param version of what they have read; left out, the newest is replaced
 * @throws CoreError CONFLICT when the draft was changed since, from another tab or by a colleague
 */
export async function requireUnchangedDraft(
  tx: TenantTx,
  { contractId, version }: { contractId: string; version?: number | undefined },
  tenantId: string,
) {
  const contract = await requireDraft(tx, contractId, tenantId);
  if (version === undefined || version === contract.version) return contract;
  throw new CoreError('CONFLICT', 'the draft was changed meanwhile; read it again', {
    field: 'version',
    params: { version: contract.version },
  });
}

/** The document as it stands now. */
export const headOf = (tx: TenantTx, document: { id: string; headNo: number }) =>
  tx.documentRevision.findUniqueOrThrow({
    where: { documentId_revisionNo: { documentId: document.id, revisionNo: document.headNo } },
  });
