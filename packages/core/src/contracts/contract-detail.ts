import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { firstBrokenEvent } from '../evidence/events.ts';
import { signatureSchema, signaturesOf } from './contract-signatures.ts';
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
  deadline: z.string().nullable(),
  message: z.string().nullable(),
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
  signatures: z.array(signatureSchema),
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
  const { rows, events, signatures, members } = await ctx.core.db.withTenant(tenantId, async (tx) => {
    const loaded = await loadContract(tx, input.contractId);
    requireView(ctx, loaded.contract, loaded.participants);
    const happened = await tx.event.findMany({
      where: { contractId: input.contractId },
      orderBy: { seq: 'asc' },
    });
    return {
      rows: loaded,
      events: happened,
      signatures: await signaturesOf(tx, loaded),
      members: await membersWhoActed(tx, happened),
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
    deadline: contract.deadline?.toISOString() ?? null,
    message: contract.message,
    failure: failureOf(contract.failure),
    documents: documents.map((each) => ({ ...documentView(each), sourceName: each.sourceName })),
    participants: participants.map((each) => ({ ...participantView(each), isMe: each.id === me?.id })),
    controls: controls.map(controlView),
    signatures,
    events: events.map((event) => eventView(event, participants, members)),
    chainIntact: firstBrokenEvent(events) === null,
    can: abilities(ctx, rows, me),
  };
}

/** A forged event may name an account by anything: the chain shows it broken, the name stays away. */
const memberActor = z.object({ kind: z.literal('member'), accountId: z.uuid() });

/** Names of colleagues who did something to the contract without being a party of it. */
function membersWhoActed(tx: TenantTx, events: readonly { actor: unknown }[]) {
  const accounts = events.flatMap(({ actor }) => memberActor.safeParse(actor).data?.accountId ?? []);
  return tx.membership.findMany({
    where: { accountId: { in: [...new Set(accounts)] } },
    select: { accountId: true, name: true },
  });
}
