import { Prisma } from '@chopmark/db';
import type { Context, MemberActor } from '../context.ts';
import { CoreError } from '../errors.ts';

/** States in which a contract is its maker's own affair: the parties have not been asked yet. */
const unsent = ['draft', 'sending'];

type Seen = { state: string; createdBy: string };
type Part = { id: string; accountId: string | null };

/** The actor's own part in the contract, or undefined when they only look on. */
export function isActorsPart(ctx: Context, participant: Part): boolean {
  if (ctx.actor.kind === 'invited') return participant.id === ctx.actor.participantId;
  return ctx.actor.kind === 'member' && participant.accountId === ctx.actor.accountId;
}

/**
 * May the actor see this contract at all? `contract.view` shows a member what they made or, once it was sent, take part
 * in; `contract.view-all` shows all of the tenant's. An invited person sees the contract of their link.
 * @throws CoreError NOT_FOUND for what isn't theirs, as for what doesn't exist; FORBIDDEN without any right to look
 */
export function requireView(ctx: Context, contract: Seen, participants: readonly Part[]): void {
  const { actor } = ctx;
  if (actor.kind === 'member') {
    requirePermission(actor);
    if (actor.permissions.has('contract.view-all') || contract.createdBy === actor.accountId) return;
  }
  const takesPart = participants.some((each) => isActorsPart(ctx, each));
  if (takesPart && !unsent.includes(contract.state)) return;
  throw new CoreError('NOT_FOUND', 'no such contract');
}

function requirePermission({ permissions }: MemberActor): void {
  if (permissions.has('contract.view') || permissions.has('contract.view-all')) return;
  throw new CoreError('FORBIDDEN', 'this needs the permission contract.view', {
    params: { permission: 'contract.view' },
  });
}

/** The same rule as `requireView`, for a query on the tenant's contracts as `c`. */
export function visibleTo({ accountId, tenantId, permissions }: MemberActor): Prisma.Sql {
  const own = Prisma.sql`c.tenant_id = ${tenantId}::uuid`;
  if (permissions.has('contract.view-all')) return own;
  return Prisma.sql`${own} and (c.created_by = ${accountId}::uuid or (
    c.state not in (${Prisma.join(unsent)}) and ${partOf({ accountId, tenantId })}))`;
}

/** Does the member take part in contract `c`, in one of these states of their part if any are given? */
export function partOf(
  { accountId, tenantId }: Pick<MemberActor, 'accountId' | 'tenantId'>,
  state?: string,
): Prisma.Sql {
  return Prisma.sql`c.id in (select p.contract_id from participant p
    where p.party_tenant_id = ${tenantId}::uuid and p.account_id = ${accountId}::uuid
      ${state ? Prisma.sql`and p.state = ${state}` : Prisma.empty})`;
}
