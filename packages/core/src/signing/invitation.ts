import type { TenantTx } from '@chopmark/db';
import type { Core, InvitedActor } from '../context.ts';
import { sha256 } from '../digest.ts';
import { CoreError } from '../errors.ts';

const VALID_MS = 30 * 86_400_000;

/**
 * The token in a participant's link. It is derived, so that the notice can be sent again without the token being stored;
 * the database holds its hash only. It names a participant and never suffices to sign.
 */
export function invitationToken(core: Core, participantId: string): string {
  return Buffer.from(core.keys.lookupHash('invitation', participantId)).toString('base64url');
}

export async function issueInvitation(
  core: Core,
  tx: TenantTx,
  input: { tenantId: string; contractId: string; participantId: string },
): Promise<void> {
  const now = core.now();
  await tx.invitationToken.createMany({
    data: [
      {
        hash: sha256(invitationToken(core, input.participantId)),
        ...input,
        createdAt: now,
        expiresAt: new Date(now.getTime() + VALID_MS),
      },
    ],
    skipDuplicates: true,
  });
}

/** Who a link names. @throws CoreError NOT_FOUND for a token nobody was given, LINK_EXPIRED for one that ended */
export async function actorOfInvitation(core: Core, token: string): Promise<InvitedActor> {
  const row = /^[\w-]{43}$/.test(token)
    ? await core.db.relay.invitationToken.findUnique({ where: { hash: sha256(token) } })
    : null;
  if (!row) throw new CoreError('NOT_FOUND', 'this link is not known; open the newest message you were sent');
  if (row.revokedAt || row.expiresAt <= core.now()) {
    throw new CoreError('LINK_EXPIRED', 'this link has expired; ask the sender for a new one');
  }
  return {
    kind: 'invited',
    tenantId: row.tenantId,
    contractId: row.contractId,
    participantId: row.participantId,
  };
}
