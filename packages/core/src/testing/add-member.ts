import { randomUUID } from 'node:crypto';
import { type Context, contextOf, type MemberActor } from '../context.ts';
import { acceptInvitation, acceptInvitationInput } from '../people/join.ts';
import { memberInvitationToken } from '../people/member-invitation-token.ts';
import { inviteMember, inviteMemberInput } from '../people/member-invitations.ts';
import { actorInTenant } from '../people/sessions.ts';
import type { RoleName } from '../tenants/permissions.ts';
import { TEST_PASSWORD, type TestTenant } from './test-core.ts';

export type TestMember = {
  membershipId: string;
  accountId: string;
  name: string;
  email: string;
  password: string;
  actor: MemberActor;
  /** The member's requests. */
  ctx: Context;
};

/** A further member of a tenant: invited by its founder and joined, as people do it. */
export async function addMember(
  owner: TestTenant,
  person: { name?: string; email?: string; roles?: RoleName[] } = {},
): Promise<TestMember> {
  const { core } = owner.ctx;
  const { name = '李雷', email = `${randomUUID().slice(0, 8)}@example.com`, roles } = person;
  const { invitationId } = await inviteMember(
    owner.ctx,
    inviteMemberInput.parse({ email, name, ...(roles ? { roles } : {}) }),
  );
  const token = memberInvitationToken(core, invitationId, 0);
  const form = acceptInvitationInput.parse({ token, name, password: TEST_PASSWORD });
  await acceptInvitation(contextOf(core, { kind: 'anonymous' }), form);
  const { id: accountId } = await core.db.relay.account.findUniqueOrThrow({
    where: { emailHash: core.keys.lookupHash('email', email) },
  });
  const account = { kind: 'account', accountId, sessionId: randomUUID(), operator: false } as const;
  const actor = await actorInTenant(core, account, owner.slug);
  if (!actor) throw new Error('the invited person is no member');
  const ctx = contextOf(core, actor, { ip: '127.0.0.1', userAgent: 'test' });
  return { membershipId: actor.membershipId, accountId, name, email, password: TEST_PASSWORD, actor, ctx };
}
