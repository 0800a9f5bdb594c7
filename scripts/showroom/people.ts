import {
  acceptInvitation,
  type Context,
  contextOf,
  disableMember,
  inviteMember,
  listMembers,
  type RoleName,
} from '@chopmark/core';
import { nextToken, openMail } from '../demo/mail.ts';
import { newPassword } from './accounts.ts';

type Invited = { name: string; email: string; roles: RoleName[] };

/** Invites somebody. @returns the token of the link */
export async function invite(owner: Context, invited: Invited): Promise<string> {
  const mail = await openMail(owner.core, invited.email);
  await inviteMember(owner, { ...invited, locale: 'zh-CN' });
  return nextToken(mail, '/join/');
}

/** A member who came by invitation. */
export async function join(owner: Context, invited: Invited): Promise<void> {
  const token = await invite(owner, invited);
  const anyone = contextOf(owner.core, { kind: 'anonymous' });
  await acceptInvitation(anyone, { token, name: invited.name, password: newPassword(), locale: 'zh-CN' });
}

/** A member who came and was disabled again. */
export async function joinAndLeave(owner: Context, invited: Invited): Promise<void> {
  await join(owner, invited);
  const { items } = await listMembers(owner, {});
  const member = items.find((each) => each.name === invited.name);
  if (!member) throw new Error(`${invited.name} is not among the members`);
  await disableMember(owner, { membershipId: member.id });
}
