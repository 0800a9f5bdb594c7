import type { TenantTx } from '@chopmark/db';
import type { MemberActor } from '../context.ts';
import { CoreError } from '../errors.ts';

/**
 * The draft with its row locked, for whoever may work on it: who made it, and who may see all contracts of the tenant.
 * @throws CoreError NOT_FOUND for others and for foreign IDs, CONTRACT_STATE when it was sent already
 */
export async function requireDraft(tx: TenantTx, contractId: string, actor: MemberActor) {
  const { tenantId, accountId, permissions } = actor;
  await tx.$executeRaw`select 1 from contract where id = ${contractId}::uuid for update`;
  const contract = await tx.contract.findFirst({ where: { id: contractId, tenantId } });
  const isTheirs = contract?.createdBy === accountId || permissions.has('contract.view-all');
  if (!contract || !isTheirs) throw new CoreError('NOT_FOUND', 'no such contract');
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
  actor: MemberActor,
) {
  const contract = await requireDraft(tx, contractId, actor);
  if (version === undefined || version === contract.version) return contract;
  throw new CoreError('CONFLICT', 'the draft was changed meanwhile; read it again', {
    field: 'version',
    params: { version: contract.version },
  });
}
