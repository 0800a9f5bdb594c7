import type { Core } from '../context.ts';
import { loadContract } from '../contracts/load.ts';
import type { JobEnvelope } from '../jobs/events.ts';
import { invitationToken } from '../signing/invitation.ts';
import { contractNotice } from './texts.ts';

/** Sends one notice about a contract to one participant. The outbox row's ID is the notice's, so it is delivered once. */
export async function sendNotice(core: Core, job: JobEnvelope<'notice/requested'>): Promise<void> {
  const { tenantId, contractId, participantId, kind, challengeId } = job;
  const facts = await core.db.withTenant(tenantId, async (tx) => {
    const { contract, participants } = await loadContract(tx, contractId);
    const participant = participants.find((each) => each.id === participantId);
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    const challenge = challengeId
      ? await tx.willingnessChallenge.findUniqueOrThrow({ where: { id: challengeId } })
      : undefined;
    return { contract, participant, tenant, challenge };
  });
  const { contract, participant, tenant, challenge } = facts;
  if (!participant) return;
  const to = await core.keys.unsealText(
    tenantId,
    `participant/${participantId}/email`,
    participant.emailSealed,
  );
  const code =
    challenge && (await core.keys.unsealText(tenantId, `willingness/${challenge.id}`, challenge.codeSealed));
  const provider = await core.providers.of(tenantId, 'notification');
  const link =
    participant.kind === 'member'
      ? `${core.publicUrl}/t/${tenant.slug}/contracts/${contractId}${kind === 'invitation' ? '/sign' : ''}`
      : `${core.publicUrl}/sign/${invitationToken(core, participantId)}`;
  await provider.send({
    id: job.outboxId,
    channel: 'email',
    to,
    ...contractNotice(kind, participant.locale === 'en' ? 'en' : 'zh-CN', {
      title: contract.title,
      owner: tenant.name,
      name: participant.name,
      code,
      reason: contract.endReason,
    }),
    ...(kind === 'willingness-code' ? {} : { link }),
  });
}
