import {
  acceptInvitation,
  acceptInvitationInput,
  type Context,
  contextOf,
  disableMember,
  inviteMember,
  inviteMemberInput,
  listMembers,
  memberInvitationToken,
  type RoleName,
  revokeInvitation,
} from '@chopmark/core';
import { accountActor, type ShowroomPerson, showroomPerson } from './accounts.ts';

export type ShowroomMembers = {
  /** A member who may neither see nor manage members. */
  colleague: ShowroomPerson;
  /** Tokens of invitation links. */
  joining: Record<'newcomer' | 'hasAccount' | 'accepted' | 'revoked', string>;
};

type Invited = { name: string; email: string; roles: RoleName[] };

/** Members with every role and state, and invitations open and over. */
export async function membersOf(owner: Context): Promise<ShowroomMembers> {
  const { core } = owner;
  const invite = async (person: Invited) => {
    const { invitationId } = await inviteMember(owner, inviteMemberInput.parse(person));
    return { invitationId, token: memberInvitationToken(core, invitationId, 0) };
  };
  const join = async (person: Invited) => {
    const account = await showroomPerson(core, person);
    const { token } = await invite(person);
    const ctx = contextOf(core, accountActor(account.accountId));
    await acceptInvitation(ctx, acceptInvitationInput.parse({ token }));
    return { account, token };
  };
  const { account } = await join({ name: '韩梅梅', email: 'han@example.com', roles: ['user'] });
  await join({ name: 'Benjamin Whitfield', email: 'ben@example.com', roles: ['system_admin'] });
  const left = await join({
    name: '诸葛明远',
    email: 'zhuge.mingyuan.procurement@subsidiary.example.com',
    roles: ['seal_admin', 'template_admin', 'reviewer'],
  });
  const leaver = (await listMembers(owner, { search: '诸葛' })).items[0];
  if (leaver) await disableMember(owner, { membershipId: leaver.id });
  const newcomer = await invite({ name: '罗晓', email: 'luo@example.com', roles: ['user'] });
  const second = { name: 'Grace Liu', email: 'grace@example.com', roles: ['reviewer'] satisfies RoleName[] };
  await showroomPerson(core, second);
  const hasAccount = await invite(second);
  const revoked = await invite({ name: '郑好', email: 'zheng@example.com', roles: ['user'] });
  await revokeInvitation(owner, revoked);
  return {
    colleague: { email: account.email, password: account.password },
    joining: {
      newcomer: newcomer.token,
      hasAccount: hasAccount.token,
      accepted: left.token,
      revoked: revoked.token,
    },
  };
}
