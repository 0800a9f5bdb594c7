import { Prisma, type TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { lineOfText } from '../plain-text.ts';
import { isRoleName, type Permission, roleNames } from '../tenants/permissions.ts';
import { findByEmail } from './accounts.ts';
import { emailAddress } from './email-address.ts';
import { expiryOf, sendLink } from './member-invitation-token.ts';
import { logMemberAct } from './member-log.ts';
import { beginMemberChange, requireGrantable, roleChoice } from './member-rules.ts';

/** Binds a sealed address to its row. */
export const emailPurpose = (invitationId: string): string => `member-invitation/${invitationId}/email`;

export const inviteMemberInput = z.object({
  email: emailAddress,
  name: lineOfText(1, 60),
  roles: roleChoice.default(['user']),
  locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
});

/**
 * Invites somebody to become a member; the link goes to their address.
 * @throws CoreError MEMBER_EXISTS, MEMBER_DISABLED, INVITATION_OPEN, ROLE_NOT_GRANTABLE
 */
export async function inviteMember(
  ctx: Context,
  input: z.output<typeof inviteMemberInput>,
): Promise<{ invitationId: string }> {
  const actor = requireMember(ctx, 'member.manage');
  const { core } = ctx;
  const { tenantId } = actor;
  const now = core.now();
  const id = newId(now);
  const emailHash = core.keys.lookupHash('email', input.email);
  const emailSealed = await core.keys.seal(tenantId, emailPurpose(id), input.email);
  const account = await findByEmail(core, input.email);
  await core.db.withTenant(tenantId, async (tx) => {
    const { permissions } = await beginMemberChange(tx, actor);
    requireGrantable(permissions, input.roles);
    if (account) await refuseMember(tx, account.id);
    await requireNoneOpen(tx, emailHash, now);
    await tx.memberInvitation.create({
      data: {
        id,
        tenantId,
        emailHash,
        emailSealed,
        name: input.name,
        roleNames: input.roles,
        locale: input.locale,
        invitedBy: actor.membershipId,
        createdAt: now,
        expiresAt: expiryOf(now),
      },
    });
    await sendLink(core, tx, { tenantId, invitationId: id });
  });
  logMemberAct(ctx, actor, { act: 'member.invited', invitationId: id, roles: input.roles });
  return { invitationId: id };
}

export const listInvitationsOutput = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    roles: z.array(z.enum(roleNames)),
    invitedBy: z.string(),
    invitedAt: z.string(),
    expiresAt: z.string(),
    state: z.enum(['open', 'expired']),
    /** Code of why the e-mail was not delivered; null when nothing is wrong. */
    failure: z.string().nullable(),
  }),
);

/** Invitations that were neither accepted nor revoked, newest first. */
export async function listInvitations(ctx: Context): Promise<z.input<typeof listInvitationsOutput>> {
  const actor = requireMember(ctx, 'member.view');
  const { core } = ctx;
  const now = core.now();
  const { rows, inviters } = await core.db.withTenant(actor.tenantId, async (tx) => {
    const open = await tx.memberInvitation.findMany({
      where: { acceptedAt: null, revokedAt: null },
      orderBy: { id: 'desc' },
    });
    const members = await tx.membership.findMany({
      where: { tenantId: actor.tenantId, id: { in: open.map((row) => row.invitedBy) } },
    });
    return { rows: open, inviters: new Map(members.map((member) => [member.id, member.name])) };
  });
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      name: row.name,
      email: await core.keys.unsealText(actor.tenantId, emailPurpose(row.id), row.emailSealed),
      roles: row.roleNames.filter(isRoleName),
      invitedBy: inviters.get(row.invitedBy) ?? '',
      invitedAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      state: row.expiresAt > now ? ('open' as const) : ('expired' as const),
      failure: failureSchema.safeParse(row.failure).data?.code ?? null,
    })),
  );
}

const failureSchema = z.object({ code: z.string() });

export const invitationInput = z.object({ invitationId: z.uuid() });

/**
 * Sends a new link, good for another seven days; an expired invitation is open again with that.
 * @throws CoreError NOT_FOUND, INVITATION_ACCEPTED, INVITATION_REVOKED, ROLE_NOT_GRANTABLE, RATE_LIMITED
 */
export async function resendInvitation(
  ctx: Context,
  { invitationId }: z.output<typeof invitationInput>,
): Promise<void> {
  const actor = requireMember(ctx, 'member.manage');
  const { core } = ctx;
  const { tenantId } = actor;
  await core.db.withTenant(tenantId, async (tx) => {
    const { permissions } = await beginMemberChange(tx, actor);
    const invitation = await changeable(tx, invitationId, permissions);
    if (invitation.revokedAt)
      throw new CoreError('INVITATION_REVOKED', 'the invitation was revoked; invite anew');
    await sendLink(core, tx, { tenantId, invitationId });
    await tx.memberInvitation.update({
      where: { id: invitationId },
      data: { expiresAt: expiryOf(core.now()), failure: Prisma.DbNull },
    });
  });
  logMemberAct(ctx, actor, { act: 'invitation.resent', invitationId });
}

/**
 * Takes an invitation back: none of its links works from now on. Doing it again changes nothing.
 * @throws CoreError NOT_FOUND, INVITATION_ACCEPTED, ROLE_NOT_GRANTABLE
 */
export async function revokeInvitation(
  ctx: Context,
  { invitationId }: z.output<typeof invitationInput>,
): Promise<void> {
  const actor = requireMember(ctx, 'member.manage');
  const revoked = await ctx.core.db.withTenant(actor.tenantId, async (tx) => {
    const { permissions } = await beginMemberChange(tx, actor);
    const invitation = await changeable(tx, invitationId, permissions);
    if (invitation.revokedAt) return false;
    await revoke(tx, invitationId, ctx.core.now());
    return true;
  });
  if (revoked) logMemberAct(ctx, actor, { act: 'invitation.revoked', invitationId });
}

async function changeable(tx: TenantTx, invitationId: string, permissions: ReadonlySet<Permission>) {
  const invitation = await tx.memberInvitation.findUnique({ where: { id: invitationId } });
  if (!invitation) throw new CoreError('NOT_FOUND', 'no such invitation');
  if (invitation.acceptedAt) {
    throw new CoreError('INVITATION_ACCEPTED', 'the invitation was accepted already');
  }
  requireGrantable(permissions, invitation.roleNames.filter(isRoleName));
  return invitation;
}

async function revoke(tx: TenantTx, invitationId: string, revokedAt: Date): Promise<void> {
  await tx.memberInvitation.update({ where: { id: invitationId }, data: { revokedAt } });
  await tx.memberInvitationToken.updateMany({ where: { invitationId }, data: { revokedAt } });
}

async function refuseMember(tx: TenantTx, accountId: string): Promise<void> {
  const member = await tx.membership.findFirst({ where: { accountId } });
  if (!member) return;
  if (member.disabledAt) {
    throw new CoreError('MEMBER_DISABLED', 'this person is a disabled member; enable them instead', {
      field: 'email',
    });
  }
  throw new CoreError('MEMBER_EXISTS', 'this person is a member already', { field: 'email' });
}

/** One open invitation for an address; one that has expired makes room for the new one. */
async function requireNoneOpen(tx: TenantTx, emailHash: Uint8Array<ArrayBuffer>, now: Date): Promise<void> {
  const open = await tx.memberInvitation.findFirst({
    where: { emailHash, acceptedAt: null, revokedAt: null },
  });
  if (!open) return;
  if (open.expiresAt <= now) return revoke(tx, open.id, now);
  throw new CoreError('INVITATION_OPEN', 'this address was invited already; send that invitation again', {
    field: 'email',
  });
}
