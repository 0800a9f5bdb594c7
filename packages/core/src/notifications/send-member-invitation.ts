import type { Core } from '../context.ts';
import type { JobEnvelope } from '../jobs/events.ts';
import { INVITATION_DAYS, memberInvitationToken } from '../people/member-invitation-token.ts';
import { emailPurpose } from '../people/member-invitations.ts';
import { memberInvitationNotice } from './texts.ts';

type Invited = JobEnvelope<'member/invited'>;

/**
 * Sends the link of an invitation through the tenant's own notification provider. The outbox row's ID is the message's,
 * so it is delivered once; an invitation that is over meanwhile isn't sent.
 */
export async function sendMemberInvitation(core: Core, job: Invited): Promise<void> {
  const { tenantId, invitationId, serial, outboxId } = job;
  const facts = await core.db.withTenant(tenantId, async (tx) => {
    const invitation = await tx.memberInvitation.findUniqueOrThrow({ where: { id: invitationId } });
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    const inviter = await tx.membership.findFirst({ where: { id: invitation.invitedBy, tenantId } });
    return { invitation, enterprise: tenant.name, invitedBy: inviter?.name ?? tenant.name };
  });
  const { invitation, enterprise, invitedBy } = facts;
  if (invitation.acceptedAt || invitation.revokedAt) return;
  const to = await core.keys.unsealText(tenantId, emailPurpose(invitationId), invitation.emailSealed);
  const provider = await core.providers.of(tenantId, 'notification');
  await provider.send({
    id: outboxId,
    channel: 'email',
    to,
    ...memberInvitationNotice(invitation.locale === 'en' ? 'en' : 'zh-CN', {
      enterprise,
      name: invitation.name,
      invitedBy,
      days: INVITATION_DAYS,
    }),
    link: `${core.publicUrl}/join/${memberInvitationToken(core, invitationId, serial)}`,
  });
}

/** The e-mail could not be delivered: the list of invitations shows it until it is sent again. */
export async function recordUndelivered(core: Core, job: Invited, code: string): Promise<void> {
  const { tenantId, invitationId } = job;
  core.log.error({ tenantId, invitationId, code }, 'a member invitation was not delivered');
  await core.db.withTenant(tenantId, (tx) =>
    tx.memberInvitation.updateMany({
      where: { id: invitationId, acceptedAt: null, revokedAt: null },
      data: { failure: { code, at: core.now().toISOString() } },
    }),
  );
}
