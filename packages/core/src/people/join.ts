import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import type { Context, Core } from '../context.ts';
import { sameBytes } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { lineOfText } from '../plain-text.ts';
import { isRoleName } from '../tenants/permissions.ts';
import { createAccount } from './accounts.ts';
import { maskEmail } from './email-address.ts';
import {
  type FoundInvitation,
  findInvitation,
  invitationOfInput,
  readInvitation,
  requireOpen,
} from './invitation-of.ts';
import { logMemberAct } from './member-log.ts';
import { assignRoles } from './member-roles.ts';
import { lockMembers } from './member-rules.ts';
import { issueTicket } from './sessions.ts';

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

/** The account that joins: the one logged in if the invitation is for its address, else a new one. */
async function personToJoin(
  { core, actor }: Context,
  { invitation, email }: FoundInvitation,
  input: AcceptInput,
) {
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
  { invitation, tenant }: FoundInvitation,
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
