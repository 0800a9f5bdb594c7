import type { Core } from '../context.ts';
import { collectAfterSigning } from '../long-term/collect.ts';
import { finishIntent } from '../signing/advance.ts';
import { buildRevision } from '../signing/build-revision.ts';
import { ensureCertificate } from '../signing/certificate.ts';
import { commitSignedRevision } from '../signing/commit-revision.ts';
import { recordFailure } from '../signing/failure.ts';
import type { IntentScope } from '../signing/intent-scope.ts';
import { signRevision } from '../signing/sign-revision.ts';
import { timestampRevision } from '../signing/timestamp-revision.ts';
import { parseJob } from './events.ts';
import { causeOf, coded } from './failure-cause.ts';
import { isSettled, settleOutbox } from './outbox.ts';

/**
 * One signer's signature on each document of a contract. One at a time for a contract saves work; the reservation of the
 * head and its compare-and-swap are what guarantees the order.
 */
export function signContractJob(core: Core) {
  return core.inngest.createFunction(
    {
      id: 'sign-contract',
      triggers: [{ event: 'signing/requested' }],
      retries: 5,
      concurrency: { key: 'event.data.contractId', limit: 1 },
      onFailure: async ({ event, error }) => {
        const job = parseJob('signing/requested', event.data.event.data);
        await recordFailure(core, job, causeOf(error));
        await settleOutbox(core, job.outboxId);
      },
    },
    async ({ event, step }) => {
      const job = parseJob('signing/requested', event.data);
      if (await step.run('begin', () => isSettled(core, job.outboxId))) return;
      await step.run('certificate', () => coded(() => ensureCertificate(core, job)));
      const documents = await step.run('documents', () => coded(() => documentIds(core, job)));
      for (const id of documents) {
        await step.run(`build ${id}`, () => coded(() => buildRevision(core, job, id)));
        await step.run(`sign ${id}`, () => coded(() => signRevision(core, job, id)));
        await step.run(`timestamp ${id}`, () => coded(() => timestampRevision(core, job, id)));
        await step.run(`commit ${id}`, () => coded(() => commitSignedRevision(core, job, id)));
      }
      await step.run('collect', () => collectOrLeave(core, job));
      await step.run('finish', () => coded(() => finishIntent(core, job)));
      await step.run('settle', () => settleOutbox(core, job.outboxId));
    },
  );
}

/** What cannot be had now is had at the end, when nothing may be missing: it delays no signer. */
async function collectOrLeave(core: Core, job: IntentScope): Promise<void> {
  try {
    await collectAfterSigning(core, job);
  } catch (error) {
    const { contractId, participantId } = job;
    core.log.warn({ contractId, participantId, err: error }, 'validation data could not be collected yet');
  }
}

/** The documents this signer agreed to sign, in the contract's order. */
function documentIds(
  core: Core,
  job: { tenantId: string; contractId: string; intentId: string },
): Promise<string[]> {
  return core.db.withTenant(job.tenantId, async (tx) => {
    const agreed = await tx.activation.findMany({
      where: { intentId: job.intentId },
      select: { documentId: true },
    });
    const rows = await tx.document.findMany({
      where: { contractId: job.contractId, id: { in: agreed.map((each) => each.documentId) } },
      orderBy: { position: 'asc' },
      select: { id: true },
    });
    return rows.map((row) => row.id);
  });
}
