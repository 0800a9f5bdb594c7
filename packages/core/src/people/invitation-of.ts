import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import type { Context, Core } from '../context.ts';
import { CoreError, type CoreErrorCode } from '../errors.ts';
import { isRoleName, roleNames } from '../tenants/permissions.ts';
import { maskEmail } from './email-address.ts';
import { lookUpToken } from './member-invitation-token.ts';
import { emailPurpose } from './member-invitations.ts';

const states = ['open', 'accepted', 'revoked', 'expired'] as const;

type InvitationState = (typeof states)[number];

export const invitationOfInput = z.object({ token: z.string().max(100) });

export const invitationOfOutput = z.object({
  enterprise: z.string(),
  name: z.string(),
  email: z.string().meta({ description: 'Masked' }),
  roles: z.array(z.enum(roleNames)),
  invitedBy: z.string(),
  expiresAt: z.string(),
  state: z.enum(states),
  hasAccount: z.boolean().meta({ description: 'Has the invited address an account? Then log in to accept' }),
  reader: z.enum(['nobody', 'invited', 'other']).meta({ description: 'Whose log-in this request came with' }),
  tenantSlug: z
    .string()
    .nullable()
    .meta({ description: 'Once accepted, for the invited person only, while a member' }),
});

/** What a link invites to, for whoever holds it. @throws CoreError NOT_FOUND for a link nobody was given */
export async function invitationOf(
  ctx: Context,
  input: z.output<typeof invitationOfInput>,
): Promise<z.input<typeof invitationOfOutput>> {
  const { core } = ctx;
  const found = await findInvitation(core, input.token);
  const { invitation, tenant, state } = found;
  const { emailHash } = invitation;
  const invited = await core.db.relay.account.findUnique({ where: { emailHash }, select: { id: true } });
  const reader = readerOf(ctx, invited?.id);
  const inside = reader === 'invited' && (await isActive(core, tenant.id, invited?.id));
  return {
    enterprise: tenant.name,
    name: invitation.name,
    email: maskEmail(found.email),
    roles: invitation.roleNames.filter(isRoleName),
    invitedBy: found.invitedBy,
    expiresAt: invitation.expiresAt.toISOString(),
    state,
    hasAccount: invited !== null,
    reader,
    tenantSlug: state === 'accepted' && inside ? tenant.slug : null,
  };
}

export type FoundInvitation = Awaited<ReturnType<typeof findInvitation>>;

type Token = Awaited<ReturnType<typeof lookUpToken>>;

/** The invitation a link names, and how it stands. @throws CoreError NOT_FOUND for a link nobody was given */
export async function findInvitation(core: Core, value: string) {
  const token = await lookUpToken(core, value);
  const { tenantId, invitationId } = token;
  const read = await core.db.withTenant(tenantId, (tx) => readInvitation(core, tx, token));
  const { emailSealed } = read.invitation;
  return {
    ...read,
    token,
    email: await core.keys.unsealText(tenantId, emailPurpose(invitationId), emailSealed),
  };
}

/** As `findInvitation`, within a transaction that goes on from what it says. */
export async function readInvitation(core: Core, tx: TenantTx, token: Token) {
  const { tenantId, invitationId } = token;
  const invitation = await tx.memberInvitation.findUniqueOrThrow({ where: { id: invitationId } });
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
  const inviter = await tx.membership.findFirst({ where: { id: invitation.invitedBy, tenantId } });
  const state = stateOf({ invitation, token, tenant }, core.now());
  return { invitation, tenant, state, invitedBy: inviter?.name ?? tenant.name };
}

function stateOf(
  {
    invitation,
    token,
    tenant,
  }: {
    invitation: { acceptedAt: Date | null; revokedAt: Date | null };
    token: Pick<Token, 'expiresAt' | 'revokedAt'>;
    tenant: { status: string };
  },
  now: Date,
): InvitationState {
  if (invitation.acceptedAt) return 'accepted';
  // A suspended or closed enterprise takes nobody in.
  const receives = tenant.status === 'active' || tenant.status === 'opening';
  if (invitation.revokedAt || token.revokedAt || !receives) return 'revoked';
  return token.expiresAt > now ? 'open' : 'expired';
}

/** @throws CoreError INVITATION_ACCEPTED, INVITATION_REVOKED, INVITATION_EXPIRED */
export function requireOpen(state: InvitationState): void {
  if (state !== 'open') throw new CoreError(...refusals[state]);
}

const refusals: Record<Exclude<InvitationState, 'open'>, [CoreErrorCode, string]> = {
  accepted: ['INVITATION_ACCEPTED', 'the invitation was accepted already'],
  revoked: ['INVITATION_REVOKED', 'the invitation was revoked; ask who invited you'],
  expired: ['INVITATION_EXPIRED', 'the invitation has expired; ask who invited you to send it again'],
};

function readerOf({ actor }: Context, invited: string | undefined): 'nobody' | 'invited' | 'other' {
  if (actor.kind !== 'account' && actor.kind !== 'member') return 'nobody';
  return actor.accountId === invited ? 'invited' : 'other';
}

async function isActive(core: Core, tenantId: string, accountId: string | undefined): Promise<boolean> {
  if (!accountId) return false;
  const where = { tenantId, accountId, disabledAt: null };
  return (await core.db.withTenant(tenantId, (tx) => tx.membership.count({ where }))) > 0;
}
