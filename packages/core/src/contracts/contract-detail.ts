import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { firstBrokenEvent } from '../evidence/events.ts';
import {
  abilities,
  controlView,
  documentView,
  eventView,
  failureOf,
  failureSchema,
  levelOf,
  pageSchema,
  participantView,
} from './contract-view.ts';
import { loadContract, tenantOfActor } from './load.ts';
import { isActorsPart, requireView } from './visibility.ts';

export const contractDetailInput = z.object({ contractId: z.uuid() });
export const contractDetailOutput = z.object({
  id: z.string(),
  title: z.string(),
  state: z.string(),
  ordering: z.string(),
  level: z.string(),
  createdAt: z.string(),
  sentAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  endReason: z.string().nullable(),
  failure: failureSchema.nullable(),
  documents: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      sourceName: z.string(),
      headNo: z.number(),
      pages: z.array(pageSchema),
    }),
  ),
  participants: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      organization: z.string().nullable(),
      kind: z.string(),
      position: z.number(),
      state: z.string(),
      failure: failureSchema.nullable(),
      isMe: z.boolean(),
      invitedAt: z.string().nullable(),
      viewedAt: z.string().nullable(),
      endedAt: z.string().nullable(),
    }),
  ),
  controls: z.array(
    z.object({
      id: z.string(),
      documentId: z.string(),
      participantId: z.string(),
      name: z.string(),
      kind: z.string(),
      page: z.number(),
      x: z.number(),
      y: z.number(),
      width: z.number(),
      height: z.number(),
    }),
  ),
  signatures: z.array(
    z.object({
      documentId: z.string(),
      participantId: z.string(),
      field: z.string(),
      certificate: z.object({
        subject: z.string(),
        serialNumber: z.string(),
        notAfter: z.string(),
        licensed: z.boolean(),
      }),
      timestampedAt: z.string().nullable(),
      revisionNo: z.number(),
    }),
  ),
  events: z.array(
    z.object({
      seq: z.number(),
      type: z.string(),
      at: z.string(),
      actorKind: z.string(),
      actorName: z.string().nullable(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  chainIntact: z.boolean(),
  can: z.object({
    edit: z.boolean(),
    sign: z.boolean(),
    withdraw: z.boolean(),
    retry: z.boolean(),
    download: z.boolean(),
  }),
});

export type ContractDetail = z.input<typeof contractDetailOutput>;

/** One contract as its page shows it. @throws CoreError NOT_FOUND for foreign IDs */
export async function contractDetail(
  ctx: Context,
  input: z.output<typeof contractDetailInput>,
): Promise<ContractDetail> {
  const tenantId = tenantOfActor(ctx, input.contractId);
  const { rows, events, signatures } = await ctx.core.db.withTenant(tenantId, async (tx) => {
    const loaded = await loadContract(tx, input.contractId);
    requireView(ctx, loaded.contract, loaded.participants);
    return {
      rows: loaded,
      events: await tx.event.findMany({ where: { contractId: input.contractId }, orderBy: { seq: 'asc' } }),
      signatures: await signaturesOf(tx, input.contractId),
    };
  });
  const { contract, documents, participants, controls } = rows;
  const me = participants.find((each) => isActorsPart(ctx, each));
  return {
    id: contract.id,
    title: contract.title,
    state: contract.state,
    ordering: contract.ordering,
    level: levelOf(contract.policy),
    createdAt: contract.createdAt.toISOString(),
    sentAt: contract.sentAt?.toISOString() ?? null,
    endedAt: contract.endedAt?.toISOString() ?? null,
    endReason: contract.endReason,
    failure: failureOf(contract.failure),
    documents: documents.map((each) => ({ ...documentView(each), sourceName: each.sourceName })),
    participants: participants.map((each) => ({ ...participantView(each), isMe: each.id === me?.id })),
    controls: controls.map(controlView),
    signatures,
    events: events.map((event) => eventView(event, participants)),
    chainIntact: firstBrokenEvent(events) === null,
    can: abilities(ctx, rows, me),
  };
}

/** The committed signatures with their certificates, in the order they were put on. */
async function signaturesOf(tx: TenantTx, contractId: string): Promise<ContractDetail['signatures']> {
  const signed = await tx.documentSignature.findMany({
    where: { contractId, revisionNo: { not: null } },
    orderBy: { revisionNo: 'asc' },
  });
  const keys = await tx.signingKey.findMany({
    where: { intentId: { in: signed.map((row) => row.intentId) } },
    select: { id: true, intentId: true },
  });
  const certificates = await tx.certificate.findMany({ where: { keyId: { in: keys.map((key) => key.id) } } });
  return signed.flatMap(({ documentId, participantId, fieldName, timestampedAt, revisionNo, intentId }) => {
    const key = keys.find((each) => each.intentId === intentId);
    const certificate = certificates.find((each) => each.keyId === key?.id);
    if (!certificate || revisionNo === null) return [];
    const { subject, serialNumber, notAfter, licensed } = certificate;
    return [
      {
        documentId,
        participantId,
        field: fieldName,
        certificate: { subject, serialNumber, notAfter: notAfter.toISOString(), licensed },
        timestampedAt: timestampedAt?.toISOString() ?? null,
        revisionNo,
      },
    ];
  });
}
