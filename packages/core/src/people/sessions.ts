import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Actor, type Context, type Core, type MemberActor, requireAccount } from '../context.ts';
import { sha256 } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { asLine } from '../plain-text.ts';
import { permissionsOf } from './member-roles.ts';

const SESSION_MS = 12 * 3_600_000;
const TICKET_MS = 2 * 60_000;
const SEEN_EVERY_MS = 60_000;

type AccountActor = Extract<Actor, { kind: 'account' }>;

/** A single-use ticket: what every way of logging in ends with, and what the site's log-in redeems for a session. */
export async function issueTicket(core: Core, accountId: string): Promise<string> {
  const ticket = randomBytes(32).toString('base64url');
  const expiresAt = new Date(core.now().getTime() + TICKET_MS);
  await core.db.relay.loginTicket.create({ data: { hash: sha256(ticket), accountId, expiresAt } });
  return ticket;
}

export const redeemTicketInput = z.object({ ticket: z.string().min(20).max(100) });

/** @throws CoreError LOGIN_FAILED when the ticket is unknown, used or too old */
export async function redeemTicket(
  ctx: Context,
  input: z.output<typeof redeemTicketInput>,
): Promise<{ sessionId: string; accountId: string }> {
  const { core } = ctx;
  const now = core.now();
  const hash = sha256(input.ticket);
  const used = await core.db.relay.loginTicket.updateMany({
    where: { hash, consumedAt: null, expiresAt: { gt: now } },
    data: { consumedAt: now },
  });
  const row = await core.db.relay.loginTicket.findUnique({ where: { hash } });
  if (used.count === 0 || !row) throw new CoreError('LOGIN_FAILED', 'the log-in has expired; log in again');
  const sessionId = newId(now);
  await core.db.relay.session.create({
    data: {
      id: sessionId,
      accountId: row.accountId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + SESSION_MS),
      ip: ctx.ip ?? null,
      userAgent: ctx.userAgent ? asLine(ctx.userAgent, 300) : null,
    },
  });
  return { sessionId, accountId: row.accountId };
}

/** The account behind a session ID, looked up anew for every request; null when it ended or was revoked. */
export async function actorOfSession(core: Core, sessionId: string): Promise<AccountActor | null> {
  if (!z.uuid().safeParse(sessionId).success) return null;
  const now = core.now();
  const session = await core.db.relay.session.findUnique({ where: { id: sessionId } });
  if (!session || session.revokedAt || session.expiresAt <= now) return null;
  const account = await core.db.relay.account.findUnique({ where: { id: session.accountId } });
  if (!account || account.disabledAt) return null;
  if (now.getTime() - session.lastSeenAt.getTime() > SEEN_EVERY_MS) {
    const expiresAt = new Date(now.getTime() + SESSION_MS);
    await core.db.relay.session.update({ where: { id: sessionId }, data: { lastSeenAt: now, expiresAt } });
  }
  return { kind: 'account', accountId: account.id, sessionId, operator: account.operator };
}

/**
 * The account as a member of one tenant with the permissions of its roles; null when it is none, or when the tenant was
 * suspended or closed.
 * @throws CoreError TENANT_OPENING when its opening isn't finished yet: only the steps of onboarding may be taken then
 */
export async function actorInTenant(
  core: Core,
  account: AccountActor,
  slug: string,
): Promise<MemberActor | null> {
  const mine = await core.db.withPerson(account.accountId, (tx) =>
    tx.membership.findFirst({ where: { accountId: account.accountId, tenantSlug: slug, disabledAt: null } }),
  );
  if (!mine) return null;
  const { status, permissions } = await core.db.withTenant(mine.tenantId, async (tx) => {
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: mine.tenantId } });
    return { status: tenant.status, permissions: await permissionsOf(tx, mine.id) };
  });
  if (status === 'opening') {
    throw new CoreError('TENANT_OPENING', 'finish opening this enterprise first', { params: { slug } });
  }
  if (status !== 'active') return null;
  return {
    kind: 'member',
    accountId: account.accountId,
    sessionId: account.sessionId,
    tenantId: mine.tenantId,
    membershipId: mine.id,
    permissions,
  };
}

export async function logOut(ctx: Context): Promise<void> {
  const { sessionId } = requireAccount(ctx);
  await ctx.core.db.relay.session.updateMany({
    where: { id: sessionId, revokedAt: null },
    data: { revokedAt: ctx.core.now() },
  });
}

export const meOutput = z.object({
  name: z.string(),
  email: z.string(),
  operator: z.boolean(),
  locale: z.string(),
});

export async function me(ctx: Context): Promise<z.input<typeof meOutput>> {
  const { accountId } = requireAccount(ctx);
  const account = await ctx.core.db.relay.account.findUnique({ where: { id: accountId } });
  if (!account) throw new CoreError('UNAUTHENTICATED', 'log in first');
  const email = await ctx.core.keys.unsealPlatform('email', account.emailSealed);
  return { name: account.name, email, operator: account.operator, locale: account.locale };
}

export const myTenantsOutput = z.array(
  z.object({
    slug: z.string(),
    name: z.string(),
    /** `opening`: its steps of onboarding aren't finished; nothing else can be done in it. */
    status: z.enum(['opening', 'active', 'suspended']),
  }),
);

/** The person's tenants in the order they came to them, for the switcher. */
export async function myTenants(ctx: Context): Promise<z.output<typeof myTenantsOutput>> {
  const { accountId } = requireAccount(ctx);
  const rows = await ctx.core.db.withPerson(accountId, (tx) =>
    tx.membership.findMany({ where: { accountId, disabledAt: null }, orderBy: { createdAt: 'asc' } }),
  );
  const tenants = await ctx.core.db.relay.tenant.findMany({
    where: { id: { in: rows.map((row) => row.tenantId) } },
    select: { id: true, status: true },
  });
  const statusOf = new Map(tenants.map((tenant) => [tenant.id, tenant.status]));
  return rows.flatMap((row) => {
    const status = statusOf.get(row.tenantId);
    if (status !== 'opening' && status !== 'active' && status !== 'suspended') return [];
    return [{ slug: row.tenantSlug, name: row.tenantName, status }];
  });
}
