import {
  actorInTenant,
  type Core,
  contextOf,
  createAccount,
  findByEmail,
  myTenants,
  openTenant,
} from '@chopmark/core';
import { DEMO_EMAIL, OPERATOR_EMAIL } from './log-ins.ts';

const DEMO_ENTERPRISE = { name: '北京示例科技有限公司', creditCode: '91110108MA01A2B3CF' };

export type DemoTenant = { slug: string; accountId: string; name: string };

/** The operator's account. Safe to repeat. */
export async function ensureOperator(core: Core, password: string): Promise<void> {
  if (await findByEmail(core, OPERATOR_EMAIL)) return;
  await createAccount(core, {
    email: OPERATOR_EMAIL,
    name: '平台运营',
    password,
    locale: 'zh-CN',
    operator: true,
  });
}

/** A tenant with everything a new enterprise gets, and the account that owns it. Safe to repeat. */
export async function ensureDemoTenant(core: Core, password: string): Promise<DemoTenant> {
  const accountId =
    (await findByEmail(core, DEMO_EMAIL))?.id ??
    (await createAccount(core, { email: DEMO_EMAIL, name: '张伟', password, locale: 'zh-CN' }));
  const account = { kind: 'account', accountId, sessionId: '', operator: false } as const;
  const existing = (await myTenants(contextOf(core, account)))[0];
  if (existing) return { ...existing, accountId };
  const { slug } = await openTenant(core, {
    ...DEMO_ENTERPRISE,
    locale: 'zh-CN',
    founder: { accountId, name: '张伟' },
  });
  return { slug, accountId, name: DEMO_ENTERPRISE.name };
}

/** The demo tenant's owner as an actor in it. */
export async function demoMember(core: Core, tenant: DemoTenant) {
  const account = { kind: 'account', accountId: tenant.accountId, sessionId: '', operator: false } as const;
  const actor = await actorInTenant(core, account, tenant.slug);
  if (!actor) throw new Error('the demo account is no member of its tenant any more');
  return actor;
}
