import type { TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { sha256 } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { enqueue } from '../jobs/outbox.ts';

export const INVITATION_DAYS = 7;
const VALID_MS = INVITATION_DAYS * 86_400_000;
const HOUR = 3_600_000;
const MAX_RESENDS = 5;

/**
 * The token in the link of an invitation's `serial`-th e-mail. It is derived, so that the e-mail can be sent again
 * after a crash without the token being stored; the database holds its hash only.
 */
export function memberInvitationToken(core: Core, invitationId: string, serial: number): string {
  const secret = core.keys.lookupHash('member-invitation', `${invitationId}/${serial}`);
  return Buffer.from(secret).toString('base64url');
}

export const expiryOf = (now: Date): Date => new Date(now.getTime() + VALID_MS);

/**
 * A new link for an invitation and, in the same transaction, the job that sends it. Links sent before stay good until
 * they expire themselves.
 * @throws CoreError RATE_LIMITED after five repetitions within an hour
 */
export async function sendLink(
  core: Core,
  tx: TenantTx,
  { tenantId, invitationId }: { tenantId: string; invitationId: string },
): Promise<void> {
  const now = core.now();
  const sent = await tx.memberInvitationToken.findMany({
    where: { invitationId },
    orderBy: { createdAt: 'asc' },
    select: { createdAt: true },
  });
  requireResendable(
    sent.slice(1).map((token) => token.createdAt.getTime()),
    now.getTime(),
  );
  const serial = sent.length;
  await tx.memberInvitationToken.create({
    data: {
      hash: sha256(memberInvitationToken(core, invitationId, serial)),
      tenantId,
      invitationId,
      createdAt: now,
      expiresAt: expiryOf(now),
    },
  });
  await enqueue(tx, { tenantId, name: 'member/invited', data: { invitationId, serial }, now });
}

function requireResendable(resentAt: readonly number[], now: number): void {
  const recent = resentAt.filter((at) => at > now - HOUR);
  if (recent.length < MAX_RESENDS) return;
  const free = (recent.at(-MAX_RESENDS) ?? now) + HOUR;
  const minutes = Math.max(1, Math.ceil((free - now) / 60_000));
  throw new CoreError('RATE_LIMITED', `this was sent often enough; wait ${minutes} minutes`, {
    params: { minutes },
  });
}

/** What a link names. @throws CoreError NOT_FOUND for a token nobody was given */
export async function lookUpToken(core: Core, token: string) {
  const row = /^[\w-]{43}$/.test(token)
    ? await core.db.relay.memberInvitationToken.findUnique({ where: { hash: sha256(token) } })
    : null;
  if (!row) throw new CoreError('NOT_FOUND', 'this link is not known; open the newest message you were sent');
  return row;
}
