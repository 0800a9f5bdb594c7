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

/** The document as it stands now. */
export const headOf = (tx: TenantTx, document: { id: string; headNo: number }) =>
  tx.documentRevision.findUniqueOrThrow({
    where: { documentId_revisionNo: { documentId: document.id, revisionNo: document.headNo } },
  });
