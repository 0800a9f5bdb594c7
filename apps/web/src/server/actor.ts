import type { Actor, Context, Core, Permission } from '@chopmark/core';
import {
  actorInTenant,
  actorOfInvitation,
  actorOfSession,
  CoreError,
  contextOf,
  myTenants,
} from '#server/core-package.ts';
import { type Access, isTenantPermission } from './procedure-meta.ts';
import type { RequestFacts } from './request-facts.ts';
import { sessionIdOf } from './session-token.ts';

type AccountActor = Extract<Actor, { kind: 'account' }>;
type MemberActor = Extract<Actor, { kind: 'member' }>;

/**
 * Who asks, as far as this access needs to know. Everything is looked up in the database for every request: a
 * revoked session, a lost role or a withdrawn invitation ends at once.
 * @throws CoreError UNAUTHENTICATED, FORBIDDEN, OPERATOR_ONLY, NOT_FOUND (a tenant one isn't in), LINK_EXPIRED
 */
export async function actorFor(core: Core, facts: RequestFacts, access: Access): Promise<Actor> {
  if (isTenantPermission(access)) return permitted(await memberActor(core, facts), access);
  if (access === 'anonymous') return (await sessionActor(core, facts)) ?? { kind: 'anonymous' };
  if (access === 'account') return accountActor(core, facts);
  if (access === 'operator') return operatorActor(core, facts);
  return facts.invitation ? actorOfInvitation(core, facts.invitation) : memberActor(core, facts);
}

async function sessionActor(core: Core, facts: RequestFacts): Promise<AccountActor | null> {
  const sessionId = facts.token ? await sessionIdOf(facts.token) : null;
  const actor = sessionId ? await actorOfSession(core, sessionId) : null;
  return actor?.kind === 'account' ? actor : null;
}

async function accountActor(core: Core, facts: RequestFacts): Promise<AccountActor> {
  const actor = await sessionActor(core, facts);
  if (!actor) throw new CoreError('UNAUTHENTICATED', 'log in first');
  return actor;
}

async function operatorActor(core: Core, facts: RequestFacts): Promise<AccountActor> {
  const actor = await accountActor(core, facts);
  if (!actor.operator) throw new CoreError('OPERATOR_ONLY', 'this is for operators of the platform');
  return actor;
}

async function memberActor(core: Core, facts: RequestFacts): Promise<MemberActor> {
  const account = await accountActor(core, facts);
  const slug = facts.tenantSlug ?? (await onlyTenant(core, account));
  const member = await actorInTenant(core, account, slug);
  if (member?.kind !== 'member')
    throw new CoreError('NOT_FOUND', 'no such tenant, or you are not a member of it');
  return member;
}

/** Consumers with one tenant need not name it. */
async function onlyTenant(core: Core, account: AccountActor): Promise<string> {
  const tenants = await myTenants(contextOf(core, account));
  const [first, second] = tenants.filter((tenant) => tenant.status === 'active');
  if (first && !second) return first.slug;
  throw new CoreError('INVALID_INPUT', 'name the tenant in the header X-Tenant', { field: 'X-Tenant' });
}

function permitted(actor: MemberActor, permission: Permission): MemberActor {
  if (actor.permissions.has(permission)) return actor;
  throw new CoreError('FORBIDDEN', `this needs the permission ${permission}`, { params: { permission } });
}

/** What core functions take: the core, who asks, and from where. */
export function callContext(core: Core, actor: Actor, facts: RequestFacts): Context {
  return contextOf(core, actor, {
    ...(facts.ip ? { ip: facts.ip } : {}),
    ...(facts.userAgent ? { userAgent: facts.userAgent } : {}),
  });
}
