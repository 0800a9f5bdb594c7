import type { Context, MemberActor } from '../context.ts';
import type { RoleName } from '../tenants/permissions.ts';

export type MemberAct = {
  act:
    | 'member.invited'
    | 'invitation.resent'
    | 'invitation.revoked'
    | 'invitation.accepted'
    | 'member.roles-set'
    | 'member.disabled'
    | 'member.enabled';
  membershipId?: string;
  invitationId?: string;
  before?: readonly RoleName[];
  roles?: readonly RoleName[];
};

/**
 * Writes down who changed what about a tenant's members: IDs and role names, no personal data. Every change passes
 * here after its transaction has committed.
 */
export function logMemberAct(
  ctx: Context,
  by: Pick<MemberActor, 'tenantId' | 'accountId'> & { membershipId?: string },
  { act, ...facts }: MemberAct,
): void {
  const { tenantId, accountId, membershipId } = by;
  ctx.core.log.info(
    { audit: act, tenantId, by: { accountId, membershipId, ip: ctx.ip }, ...facts },
    "a tenant's members changed",
  );
}
