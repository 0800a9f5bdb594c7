import { randomBytes } from 'node:crypto';
import { actorInTenant, type Core, createAccount, type MemberActor, openTenant } from '@chopmark/core';

export type ShowroomPerson = { email: string; password: string };
export type ShowroomTenant = { slug: string; owner: ShowroomPerson; actor: MemberActor };

/** An enterprise in use, with its founder. Safe to repeat within one run. */
export async function showroomTenant(
  core: Core,
  {
    enterprise,
    creditCode,
    name,
    email,
  }: { enterprise: string; creditCode: string; name: string; email: string },
): Promise<ShowroomTenant> {
  const owner = await showroomPerson(core, { name, email });
  const { slug } = await openTenant(core, {
    name: enterprise,
    creditCode,
    locale: 'zh-CN',
    founder: { accountId: owner.accountId, name },
  });
  const actor = await actorInTenant(core, accountActor(owner.accountId), slug);
  if (!actor) throw new Error('the founder is no member of the tenant just opened');
  return { slug, owner, actor };
}

/** An account that can log in with a password made for this run. */
export async function showroomPerson(
  core: Core,
  { name, email }: { name: string; email: string },
): Promise<ShowroomPerson & { accountId: string }> {
  const password = newPassword();
  const accountId = await createAccount(core, { email, name, password, locale: 'zh-CN' });
  return { email, password, accountId };
}

export const accountActor = (accountId: string) =>
  ({ kind: 'account', accountId, sessionId: '', operator: false }) as const;

export const newPassword = () => randomBytes(12).toString('base64url');
