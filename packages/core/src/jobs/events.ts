import { z } from 'zod';

/** What each job is asked with: IDs only. `outboxId` names the outbox row that asked, so that it can be settled. */
export const jobEvents = {
  'contract/sent': z.object({ contractId: z.string() }),
  'signing/requested': z.object({ contractId: z.string(), participantId: z.string(), intentId: z.string() }),
  /** All have signed; what was promised beyond the signatures is still to be done. */
  'contract/finishing': z.object({ contractId: z.string() }),
  'contract/completed': z.object({ contractId: z.string() }),
  /** `revisionNo` names the timestamp that is to be renewed. */
  'archive/renewal-due': z.object({
    contractId: z.string(),
    documentId: z.string(),
    revisionNo: z.number().int(),
  }),
  'notice/requested': z.object({
    contractId: z.string(),
    participantId: z.string(),
    kind: z.enum(['invitation', 'willingness-code', 'completed', 'withdrawn', 'rejected', 'expired']),
    challengeId: z.string().optional(),
  }),
  /** `serial` names the link: each time an invitation is sent it gets a new one. */
  'member/invited': z.object({ invitationId: z.string(), serial: z.number().int() }),
} as const;

export type JobName = keyof typeof jobEvents;
export type JobPayload<N extends JobName> = z.output<(typeof jobEvents)[N]>;

export type JobEnvelope<N extends JobName> = { tenantId: string; outboxId: string } & JobPayload<N>;

/** @throws ZodError when the event isn't one of ours */
export function parseJob<N extends JobName>(name: N, data: unknown): JobEnvelope<N> {
  const envelope = z.object({ tenantId: z.string(), outboxId: z.string() }).parse(data);
  const payload = jobEvents[name].parse(data) as JobPayload<N>;
  return { ...payload, ...envelope };
}
