import type { Core } from '../context.ts';
import { loadContract } from '../contracts/load.ts';
import type { JobEnvelope } from '../jobs/events.ts';
import { invitationToken } from '../signing/invitation.ts';
import { contractNotice } from './texts.ts';

type Notice = JobEnvelope<'notice/requested'>;

/**
 * Sends one notice about a contract to one participant. The outbox row's ID is the notice's, so it is delivered once. What
 * asks for something that is no longer wanted (the contract was withdrawn meanwhile) isn't sent.
 */
export async function sendNotice(core: Core, job: Notice): Promise<void> {
  const { tenantId, participantId, kind } = job;
  const facts = await loadFacts(core, job);
  if (!facts) return;
  const { contract, participant, tenant, challenge } = facts;
  const to = await core.keys.unsealText(
    tenantId,
    `participant/${participantId}/email`,
    participant.emailSealed,
  );
  const code =
    challenge && (await core.keys.unsealText(tenantId, `willingness/${challenge.id}`, challenge.codeSealed));
  const provider = await core.providers.of(tenantId, 'notification');
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
      message: contract.message,
      deadline: contract.deadline,
    }),
    ...(kind === 'willingness-code' ? {} : { link: linkFor(core, job, participant.kind, tenant.slug) }),
  });
}

async function loadFacts(core: Core, { tenantId, contractId, participantId, kind, challengeId }: Notice) {
  return core.db.withTenant(tenantId, async (tx) => {
    const { contract, participants } = await loadContract(tx, contractId);
    const participant = participants.find((each) => each.id === participantId);
    const asks = kind === 'invitation' || kind === 'willingness-code';
    if (!participant || (asks && participant.state !== 'awaited')) return undefined;
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    const challenge = challengeId
      ? await tx.willingnessChallenge.findUniqueOrThrow({ where: { id: challengeId } })
      : undefined;
    return { contract, participant, tenant, challenge };
  });
}

/** Members go in through their tenant; everyone else by the link that names their part. */
function linkFor(core: Core, notice: Notice, kind: string, slug: string): string {
  const { contractId, participantId } = notice;
  if (kind !== 'member') return `${core.publicUrl}/sign/${invitationToken(core, participantId)}`;
  const page = `${core.publicUrl}/t/${slug}/contracts/${contractId}`;
  return notice.kind === 'invitation' ? `${page}/sign` : page;
}
