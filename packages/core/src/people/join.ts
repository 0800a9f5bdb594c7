import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import type { Context, Core } from '../context.ts';
import { sameBytes } from '../digest.ts';
import { CoreError, type CoreErrorCode } from '../errors.ts';
import { newId } from '../ids.ts';
import { lineOfText } from '../plain-text.ts';
import { isRoleName, roleNames } from '../tenants/permissions.ts';
import { createAccount } from './accounts.ts';
import { maskEmail } from './email-address.ts';
import { lookUpToken } from './member-invitation-token.ts';
import { emailPurpose } from './member-invitations.ts';
import { logMemberAct } from './member-log.ts';
import { assignRoles } from './member-roles.ts';
import { lockMembers } from './member-rules.ts';
import { issueTicket } from './sessions.ts';

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
  tenantSlug: z.string().nullable().meta({ description: 'Once accepted, for the invited person only' }),
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
    tenantSlug: state === 'accepted' && reader === 'invited' ? tenant.slug : null,
  };
}

export const acceptInvitationInput = invitationOfInput.extend({
  /** For who has no account yet. */
  name: lineOfText(1, 60).optional(),
  password: z.string().max(200).optional(),
  locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
});

type AcceptInput = z.output<typeof acceptInvitationInput>;

/**
 * The invited person becomes a member. The link was sent to their address and so proves it: without an account, name
 * and password open one; with an account, they are logged in with it.
 * @returns a ticket to log in with, when the account is new
 * @throws CoreError NOT_FOUND, INVITATION_ACCEPTED, INVITATION_REVOKED, INVITATION_EXPIRED; EMAIL_TAKEN: log in first;
 *   INVITATION_OTHER_ADDRESS: logged in with another account; PASSWORD_TOO_SHORT, INVALID_INPUT
 */
export async function acceptInvitation(
  ctx: Context,
  input: AcceptInput,
): Promise<{ tenantSlug: string; ticket: string | null }> {
  const { core } = ctx;
  const found = await findInvitation(core, input.token);
  requireOpen(found.state);
  const person = await personToJoin(ctx, found, input);
  const { id: invitationId, tenantId } = found.invitation;
  const membershipId = newId(core.now());
  await core.db.withTenant(tenantId, async (tx) => {
    await lockMembers(tx, tenantId);
    requireOpen((await readInvitation(core, tx, found.token)).state);
    await addMember(core, tx, found, { ...person, membershipId });
  });
  const { accountId } = person;
  logMemberAct(
    ctx,
    { tenantId, accountId, membershipId },
    {
      act: 'invitation.accepted',
      invitationId,
      membershipId,
      roles: found.invitation.roleNames.filter(isRoleName),
    },
  );
  return {
    tenantSlug: found.tenant.slug,
    ticket: person.created ? await issueTicket(core, accountId) : null,
  };
}

type Token = Awaited<ReturnType<typeof lookUpToken>>;
type Found = Awaited<ReturnType<typeof findInvitation>>;

async function findInvitation(core: Core, value: string) {
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

async function readInvitation(core: Core, tx: TenantTx, token: Token) {
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

function requireOpen(state: InvitationState): void {
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

/** The account that joins: the one logged in if the invitation is for its address, else a new one. */
async function personToJoin({ core, actor }: Context, { invitation, email }: Found, input: AcceptInput) {
  if (actor.kind === 'account' || actor.kind === 'member') {
    const account = await core.db.relay.account.findUniqueOrThrow({ where: { id: actor.accountId } });
    if (sameBytes(account.emailHash, invitation.emailHash)) {
      return { accountId: account.id, name: account.name, created: false };
    }
    throw new CoreError(
      'INVITATION_OTHER_ADDRESS',
      'the invitation is for another address; log in with that one',
      {
        params: { email: maskEmail(email) },
      },
    );
  }
  const { name, password, locale } = input;
  const taken = await core.db.relay.account.count({ where: { emailHash: invitation.emailHash } });
  if (taken > 0)
    throw new CoreError('EMAIL_TAKEN', 'this address has an account already; log in with it first');
  if (!name) throw missing('name');
  if (!password) throw missing('password');
  return { accountId: await createAccount(core, { email, name, password, locale }), name, created: true };
}

const missing = (field: string) =>
  new CoreError('INVALID_INPUT', `a new account needs a ${field}`, { field });

async function addMember(
  core: Core,
  tx: TenantTx,
  { invitation, tenant }: Found,
  person: { accountId: string; name: string; membershipId: string },
): Promise<void> {
  const now = core.now();
  const { accountId, name, membershipId } = person;
  const tenantId = tenant.id;
  if (await tx.membership.findFirst({ where: { tenantId, accountId } })) {
    throw new CoreError('MEMBER_EXISTS', 'you are a member already');
  }
  await tx.membership.create({
    data: {
      id: membershipId,
      tenantId,
      accountId,
      name,
      tenantSlug: tenant.slug,
      tenantName: tenant.name,
      createdAt: now,
    },
  });
  await assignRoles(tx, { tenantId, membershipId }, invitation.roleNames.filter(isRoleName));
  await tx.memberInvitation.update({ where: { id: invitation.id }, data: { acceptedAt: now } });
}
