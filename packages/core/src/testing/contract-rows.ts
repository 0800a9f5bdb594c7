import type { Database } from '@chopmark/db';

type Admin = Database['relay'];
type Notice = { contractId: string; participantId: string; kind: string };

/** The notices that were asked for about a contract, in their order. */
export async function noticesOf(admin: Admin, contractId: string): Promise<Notice[]> {
  const rows = await admin.outbox.findMany({
    where: { name: 'notice/requested' },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map((row) => row.payload as Notice).filter((payload) => payload.contractId === contractId);
}

/** What people's acts change in the tables, to show that a refused act changed nothing. */
export const actRows = async (admin: Admin, contractId: string) => ({
  contract: await admin.contract.findUnique({ where: { id: contractId } }),
  participants: await admin.participant.findMany({ where: { contractId }, orderBy: { id: 'asc' } }),
  events: await admin.event.count({ where: { contractId } }),
  intents: await admin.signingIntent.count({ where: { contractId } }),
  challenges: await admin.willingnessChallenge.count({ where: { contractId } }),
  notices: (await noticesOf(admin, contractId)).length,
});

/** Every row the jobs write, with all its bytes. */
export async function jobRows(admin: Admin, contractId: string) {
  const intents = await admin.signingIntent.findMany({ where: { contractId }, orderBy: { id: 'asc' } });
  const ids = { in: intents.map((intent) => intent.id) };
  const keys = await admin.signingKey.findMany({ where: { intentId: ids }, orderBy: { id: 'asc' } });
  return {
    contract: await admin.contract.findUnique({ where: { id: contractId } }),
    documents: await admin.document.findMany({ where: { contractId } }),
    revisions: await admin.documentRevision.findMany({
      where: { contractId },
      orderBy: { revisionNo: 'asc' },
    }),
    participants: await admin.participant.findMany({ where: { contractId }, orderBy: { id: 'asc' } }),
    intents,
    keys,
    certificates: await admin.certificate.findMany({ where: { keyId: { in: keys.map((key) => key.id) } } }),
    activations: await admin.activation.findMany({ where: { intentId: ids }, orderBy: { id: 'asc' } }),
    signatures: await admin.documentSignature.findMany({ where: { contractId } }),
    events: await admin.event.findMany({ where: { contractId }, orderBy: { seq: 'asc' } }),
    outbox: await admin.outbox.count(),
  };
}
