import { Prisma, type TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, type Core, type MemberActor, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { lineOfText } from '../plain-text.ts';
import { permissions, roleNames } from '../tenants/permissions.ts';
import { emailAddress } from './email-address.ts';
import { rolesOf } from './member-roles.ts';

const PAGE = 50;

export const myMembershipOutput = z.object({
  id: z.string(),
  permissions: z.array(z.enum(permissions)),
});

/** What the one who asks may do in this tenant, so that pages offer nothing that would be refused. */
export async function myMembership(ctx: Context): Promise<z.input<typeof myMembershipOutput>> {
  const actor = requireMember(ctx, 'tenant.view');
  return { id: actor.membershipId, permissions: [...actor.permissions] };
}

export const listMembersInput = z.object({
  /** Part of a name, or a whole e-mail address. */
  search: lineOfText(0, 254).optional(),
  state: z.enum(['active', 'disabled']).optional(),
  cursor: z.uuid().optional(),
});

export const listMembersOutput = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      email: z.string(),
      roles: z.array(z.enum(roleNames)),
      state: z.enum(['active', 'disabled']),
      joinedAt: z.string(),
      isMe: z.boolean(),
      /** Contracts that wait for this member's signature or seal at this moment. */
      awaited: z.number().int(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

type ListInput = z.output<typeof listMembersInput>;

/** The tenant's members, disabled ones included, in the order they joined. */
export async function listMembers(
  ctx: Context,
  input: ListInput,
): Promise<z.input<typeof listMembersOutput>> {
  const actor = requireMember(ctx, 'member.view');
  const { core } = ctx;
  const found = await accountOfAddress(core, input.search);
  const { page, more, roles, awaited } = await core.db.withTenant(actor.tenantId, (tx) =>
    readPage(tx, actor, input, found),
  );
  const emails = await emailsOf(
    core,
    page.map((row) => row.accountId),
  );
  return {
    items: page.map((row) => ({
      id: row.id,
      name: row.name,
      email: emails.get(row.accountId) ?? '',
      roles: roles.get(row.id) ?? [],
      state: row.disabledAt ? ('disabled' as const) : ('active' as const),
      joinedAt: row.createdAt.toISOString(),
      isMe: row.id === actor.membershipId,
      awaited: awaited.get(row.accountId) ?? 0,
    })),
    nextCursor: more ? (page.at(-1)?.id ?? null) : null,
  };
}

async function readPage(tx: TenantTx, actor: MemberActor, input: ListInput, accountId: string | undefined) {
  const { search, state, cursor } = input;
  const rows = await tx.membership.findMany({
    where: {
      tenantId: actor.tenantId,
      ...(state ? { disabledAt: state === 'active' ? null : { not: null } } : {}),
      ...(cursor ? { id: { gt: cursor } } : {}),
      ...(search
        ? { OR: [{ name: { contains: search, mode: 'insensitive' } }, ...byAccount(accountId)] }
        : {}),
    },
    // Time-ordered IDs: a stable cursor.
    orderBy: { id: 'asc' },
    take: PAGE + 1,
  });
  const page = rows.slice(0, PAGE);
  return {
    page,
    more: rows.length > PAGE,
    roles: await rolesOf(
      tx,
      page.map((row) => row.id),
    ),
    awaited: await awaitedOf(
      tx,
      actor.tenantId,
      page.map((row) => row.accountId),
    ),
  };
}

const byAccount = (accountId: string | undefined) => (accountId ? [{ accountId }] : []);

/** Addresses are sealed: a whole one is found by its hash, a part of one isn't. */
async function accountOfAddress(core: Core, search: string | undefined): Promise<string | undefined> {
  const email = emailAddress.safeParse(search);
  if (!email.success) return undefined;
  const account = await core.db.relay.account.findUnique({
    where: { emailHash: core.keys.lookupHash('email', email.data) },
    select: { id: true },
  });
  return account?.id;
}

/** E-mail addresses of accounts, in the clear. For members of one tenant only: the caller sees to that. */
export async function emailsOf(core: Core, accountIds: readonly string[]): Promise<Map<string, string>> {
  const accounts = await core.db.relay.account.findMany({
    where: { id: { in: [...accountIds] } },
    select: { id: true, emailSealed: true },
  });
  const unsealed = accounts.map(
    async ({ id, emailSealed }) => [id, await core.keys.unsealPlatform('email', emailSealed)] as const,
  );
  return new Map(await Promise.all(unsealed));
}

/** How many contracts await each person as this tenant's signer. */
async function awaitedOf(
  tx: TenantTx,
  tenantId: string,
  accountIds: readonly string[],
): Promise<Map<string, number>> {
  if (accountIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ account_id: string; contracts: number }[]>(
    Prisma.sql`select account_id, count(distinct contract_id)::int as contracts from participant
      where party_tenant_id = ${tenantId}::uuid and state = 'awaited' and account_id = any(${[...accountIds]}::uuid[])
      group by account_id`,
  );
  return new Map(rows.map((row) => [row.account_id, row.contracts]));
}

/** The membership with this ID in the actor's tenant. @throws CoreError NOT_FOUND, for another tenant's ID too */
export async function findMember(tx: TenantTx, tenantId: string, membershipId: string) {
  const member = await tx.membership.findFirst({ where: { id: membershipId, tenantId } });
  if (!member) throw new CoreError('NOT_FOUND', 'no such member');
  return member;
}
