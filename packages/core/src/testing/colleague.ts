import { randomUUID } from 'node:crypto';
import { type Context, contextOf } from '../context.ts';
import { newId } from '../ids.ts';
import { createAccount } from '../people/accounts.ts';
import { actorInTenant } from '../people/sessions.ts';
import type { RoleName } from '../tenants/permissions.ts';
import type { TestCore, TestTenant } from './test-core.ts';

export type Colleague = { ctx: Context; accountId: string; membershipId: string; name: string };

/** Another member of the tenant, with one of its roles. */
export async function colleagueOf(
  t: TestCore,
  tenant: TestTenant,
  role: RoleName,
  name = '李雷',
): Promise<Colleague> {
  const { core, clock } = t;
  const { tenantId, slug } = tenant;
  const email = `${randomUUID().slice(0, 8)}@example.com`;
  const accountId = await createAccount(core, { email, name, password: tenant.password, locale: 'zh-CN' });
  const membershipId = newId(clock.now());
  await core.db.withTenant(tenantId, async (tx) => {
    const { id: roleId } = await tx.role.findFirstOrThrow({ where: { name: role } });
    await tx.membership.create({
      data: {
        id: membershipId,
        tenantId,
        accountId,
        name,
        tenantSlug: slug,
        tenantName: tenant.name,
        createdAt: clock.now(),
      },
    });
    await tx.membershipRole.create({ data: { tenantId, membershipId, roleId } });
  });
  const account = { kind: 'account', accountId, sessionId: randomUUID(), operator: false } as const;
  const actor = await actorInTenant(core, account, slug);
  if (!actor) throw new Error('the colleague is no member of the tenant');
  return { ctx: contextOf(core, actor), accountId, membershipId, name };
}
