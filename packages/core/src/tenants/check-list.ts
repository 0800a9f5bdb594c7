import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, type MemberActor, requireMember } from '../context.ts';
import type { Permission } from './permissions.ts';

const items = ['verify', 'seal', 'send', 'sign', 'invite'] as const;

export const checkListOutput = z.object({
  /** Put away by this person, or nothing left to do. */
  hidden: z.boolean(),
  /** First steps of the tenant, in their order; only those that this person may take. */
  items: z.array(z.object({ id: z.enum(items), done: z.boolean() })),
  /** A draft of the person's own to go on with. */
  draftId: z.string().nullable(),
  /** A contract that awaits the person's signature. */
  toSignId: z.string().nullable(),
});

export type CheckList = z.output<typeof checkListOutput>;

const NEEDS: Record<(typeof items)[number], Permission> = {
  verify: 'tenant.manage',
  seal: 'seal.manage',
  send: 'contract.send',
  sign: 'contract.sign',
  invite: 'member.manage',
};

/** The first steps of a new tenant, up to its first signed contract. */
export async function checkList(ctx: Context): Promise<CheckList> {
  const actor = requireMember(ctx, 'tenant.view');
  return ctx.core.db.withTenant(actor.tenantId, async (tx) => {
    const done = await whatIsDone(tx, actor.tenantId);
    const mine = items.filter((id) => actor.permissions.has(NEEDS[id]));
    const membership = await tx.membership.findUnique({ where: { id: actor.membershipId } });
    return {
      hidden: membership?.checkListDismissedAt != null || mine.every((id) => done[id]),
      items: mine.map((id) => ({ id, done: done[id] })),
      draftId: done.send ? null : await ownDraft(tx, actor),
      toSignId: done.sign ? null : await awaitedBy(tx, actor),
    };
  });
}

/** Puts the check list away for this person. */
export async function dismissCheckList(ctx: Context): Promise<void> {
  const actor = requireMember(ctx, 'tenant.view');
  await ctx.core.db.withTenant(actor.tenantId, (tx) =>
    tx.membership.updateMany({
      where: { id: actor.membershipId, checkListDismissedAt: null },
      data: { checkListDismissedAt: ctx.core.now() },
    }),
  );
}

async function whatIsDone(tx: TenantTx, tenantId: string): Promise<Record<(typeof items)[number], boolean>> {
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
  const first = { take: 1, select: { id: true } } as const;
  const seals = await tx.seal.findMany({ where: { tenantId }, ...first });
  const sent = await tx.contract.findMany({ where: { tenantId, sentAt: { not: null } }, ...first });
  const signed = await tx.participant.findMany({
    where: { partyTenantId: tenantId, state: 'signed' },
    ...first,
  });
  const members = await tx.membership.findMany({
    where: { tenantId },
    take: 2,
    select: { id: true },
  });
  const invited = await tx.memberInvitation.findMany({ where: { tenantId }, ...first });
  return {
    verify: tenant.identityStatus === 'verified',
    seal: seals.length > 0,
    send: sent.length > 0,
    sign: signed.length > 0,
    invite: members.length > 1 || invited.length > 0,
  };
}

async function ownDraft(tx: TenantTx, actor: MemberActor): Promise<string | null> {
  const draft = await tx.contract.findFirst({
    where: { tenantId: actor.tenantId, state: 'draft', createdBy: actor.accountId },
    orderBy: { createdAt: 'desc' },
    select: { id: true },
  });
  return draft?.id ?? null;
}

async function awaitedBy(tx: TenantTx, actor: MemberActor): Promise<string | null> {
  const part = await tx.participant.findFirst({
    where: { partyTenantId: actor.tenantId, accountId: actor.accountId, state: 'awaited' },
    orderBy: { invitedAt: 'asc' },
    select: { contractId: true },
  });
  return part?.contractId ?? null;
}
