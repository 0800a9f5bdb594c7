import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { sealSpec } from './seal-spec.ts';
import { describeSeals, listedSeal } from './seals.ts';

export const sealDetailInput = z.object({ sealId: z.uuid() });

export const sealDetailOutput = listedSeal.extend({
  /** What it was made from: the parameters of a designed seal, or the size and ink of an uploaded one. */
  spec: sealSpec,
  maker: z.string().nullable(),
  grants: z.array(
    z.object({
      id: z.string(),
      membershipId: z.string(),
      member: z.string(),
      validUntil: z.string().nullable(),
      grantedAt: z.string(),
      state: z.enum(['active', 'expired', 'member-disabled']),
    }),
  ),
  /** Contracts under way in which somebody who may use this seal still has to put a seal. */
  awaited: z.number(),
  /** Signatures with this seal that were asked for and aren't finished. */
  underWay: z.number(),
});

export type SealDetail = z.output<typeof sealDetailOutput>;

/** A seal with who may use it, how often it was used, and what waits for it. @throws CoreError NOT_FOUND */
export async function sealDetail(
  ctx: Context,
  { sealId }: z.output<typeof sealDetailInput>,
): Promise<SealDetail> {
  const actor = requireMember(ctx, 'seal.view');
  const { tenantId } = actor;
  const now = ctx.core.now();
  return ctx.core.db.withTenant(tenantId, async (tx) => {
    const row = await tx.seal.findFirst({ where: { id: sealId, tenantId } });
    if (!row) throw new CoreError('NOT_FOUND', 'there is no such seal');
    const [listed] = await describeSeals(tx, actor, [row], now);
    if (!listed) throw new CoreError('NOT_FOUND', 'there is no such seal');
    const maker = await tx.membership.findFirst({ where: { id: row.createdBy }, select: { name: true } });
    const { grants, accountIds } = await standingGrants(tx, sealId, now);
    return {
      ...listed,
      spec: sealSpec.parse(row.spec),
      maker: maker?.name ?? null,
      grants,
      awaited: await contractsAwaiting(tx, tenantId, accountIds),
      underWay: await tx.signingIntent.count({ where: { sealId, state: 'requested' } }),
    };
  });
}

async function standingGrants(tx: TenantTx, sealId: string, now: Date) {
  const rows = await tx.sealGrant.findMany({
    where: { sealId, revokedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const members = await tx.membership.findMany({
    where: { id: { in: rows.map((row) => row.membershipId) } },
    select: { id: true, name: true, accountId: true, disabledAt: true },
  });
  const grants = rows.flatMap((row) => {
    const member = members.find((each) => each.id === row.membershipId);
    if (!member) return [];
    const expired = row.validUntil !== null && row.validUntil <= now;
    const state: SealDetail['grants'][number]['state'] = member.disabledAt
      ? 'member-disabled'
      : expired
        ? 'expired'
        : 'active';
    return [
      {
        id: row.id,
        membershipId: row.membershipId,
        member: member.name,
        validUntil: row.validUntil?.toISOString() ?? null,
        grantedAt: row.createdAt.toISOString(),
        state,
      },
    ];
  });
  const users = new Set(
    grants.filter((grant) => grant.state === 'active').map((grant) => grant.membershipId),
  );
  const accountIds = members.filter((member) => users.has(member.id)).map((member) => member.accountId);
  return { grants, accountIds };
}

async function contractsAwaiting(tx: TenantTx, tenantId: string, accountIds: string[]): Promise<number> {
  const parts = await tx.participant.findMany({
    where: {
      partyTenantId: tenantId,
      kind: 'member',
      accountId: { in: accountIds },
      state: { in: ['waiting', 'awaited'] },
    },
    select: { id: true, contractId: true },
  });
  const sealing = await tx.control.findMany({
    where: { kind: 'seal', participantId: { in: parts.map((part) => part.id) } },
    distinct: ['contractId'],
    select: { contractId: true },
  });
  return tx.contract.count({
    where: { state: 'in_progress', id: { in: sealing.map((each) => each.contractId) } },
  });
}
