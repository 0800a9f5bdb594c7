import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { firstBrokenEvent } from '../evidence/events.ts';
import { rootCertificate } from '../platform/authority.ts';
import { getBlob } from './blob-store.ts';
import { isActorsPart, loadContract, requireView, tenantOfActor } from './load.ts';
import { contractStates } from './state-machine.ts';

const PAGE = 30;

export const failureSchema = z.object({ code: z.string(), message: z.string(), at: z.string() });
const stateSchema = z.enum(contractStates as [string, ...string[]]);

export const listContractsInput = z.object({ state: stateSchema.optional(), cursor: z.uuid().optional() });
export const listContractsOutput = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      state: z.string(),
      /** My own part, if I am a party: what the list's pill says. */
      myState: z.string().nullable(),
      failed: z.boolean(),
      parties: z.array(z.string()),
      createdAt: z.string(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

/** The tenant's contracts, newest first. */
export async function listContracts(
  ctx: Context,
  input: z.output<typeof listContractsInput>,
): Promise<z.input<typeof listContractsOutput>> {
  const actor = requireMember(ctx, 'contract.view');
  return ctx.core.db.withTenant(actor.tenantId, async (tx) => {
    const rows = await tx.contract.findMany({
      where: {
        tenantId: actor.tenantId,
        ...(input.state ? { state: input.state } : {}),
        ...(input.cursor ? { id: { lt: input.cursor } } : {}),
      },
      // Time-ordered IDs: a stable cursor.
      orderBy: { id: 'desc' },
      take: PAGE + 1,
    });
    const page = rows.slice(0, PAGE);
    const participants = await tx.participant.findMany({
      where: { contractId: { in: page.map((row) => row.id) } },
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
    });
    return {
      items: page.map((row) => {
        const parties = participants.filter((each) => each.contractId === row.id);
        return {
          id: row.id,
          title: row.title,
          state: row.state,
          myState: parties.find((each) => isActorsPart(ctx, each))?.state ?? null,
          failed: row.failure !== null || parties.some((each) => each.failure !== null),
          parties: parties.map((each) => each.organization ?? each.name),
          createdAt: row.createdAt.toISOString(),
        };
      }),
      nextCursor: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null,
    };
  });
}

const pageSchema = z.object({ width: z.number(), height: z.number(), rotation: z.number() });

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
  return ctx.core.db.withTenant(tenantId, async (tx) => {
    const { contract, documents, participants, controls } = await loadContract(tx, input.contractId);
    requireView(ctx, contract);
    const events = await tx.event.findMany({ where: { contractId: contract.id }, orderBy: { seq: 'asc' } });
    const signed = await tx.documentSignature.findMany({
      where: { contractId: contract.id, revisionNo: { not: null } },
      orderBy: { revisionNo: 'asc' },
    });
    const keys = await tx.signingKey.findMany({
      where: { intentId: { in: signed.map((row) => row.intentId) } },
    });
    const certificates = await tx.certificate.findMany({
      where: { keyId: { in: keys.map((key) => key.id) } },
    });
    const certificateOf = (intentId: string) => {
      const key = keys.find((each) => each.intentId === intentId);
      return certificates.find((each) => each.keyId === key?.id);
    };
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
      documents: documents.map((each) => ({
        id: each.id,
        title: each.title,
        sourceName: each.sourceName,
        headNo: each.headNo,
        pages: z.array(pageSchema).parse(each.pages),
      })),
      participants: participants.map((each) => ({
        id: each.id,
        name: each.name,
        organization: each.organization,
        kind: each.kind,
        position: each.position,
        state: each.state,
        failure: failureOf(each.failure),
        isMe: each.id === me?.id,
        invitedAt: each.invitedAt?.toISOString() ?? null,
        viewedAt: each.viewedAt?.toISOString() ?? null,
        endedAt: each.endedAt?.toISOString() ?? null,
      })),
      controls: controls.map(controlView),
      signatures: signed.flatMap((row) => {
        const certificate = certificateOf(row.intentId);
        if (!certificate || row.revisionNo === null) return [];
        return [
          {
            documentId: row.documentId,
            participantId: row.participantId,
            field: row.fieldName,
            certificate: {
              subject: certificate.subject,
              serialNumber: certificate.serialNumber,
              notAfter: certificate.notAfter.toISOString(),
              licensed: certificate.licensed,
            },
            timestampedAt: row.timestampedAt?.toISOString() ?? null,
            revisionNo: row.revisionNo,
          },
        ];
      }),
      events: events.map((event) => eventView(event, participants)),
      chainIntact: firstBrokenEvent(events) === null,
      can: abilities(ctx, contract, participants, me),
    };
  });
}

type Rows = Awaited<ReturnType<typeof loadContract>>;

function abilities(
  ctx: Context,
  contract: Rows['contract'],
  participants: Rows['participants'],
  me: Rows['participants'][number] | undefined,
) {
  const owner =
    ctx.actor.kind === 'member' && ctx.actor.tenantId === contract.tenantId ? ctx.actor : undefined;
  const failed = contract.failure !== null || participants.some((each) => each.failure !== null);
  return {
    edit: contract.state === 'draft' && (owner?.permissions.has('contract.create') ?? false),
    sign: contract.state === 'in_progress' && me?.state === 'awaited',
    withdraw:
      ['sending', 'in_progress'].includes(contract.state) &&
      (owner?.permissions.has('contract.withdraw') ?? false),
    retry: failed && ((owner?.permissions.has('contract.retry') ?? false) || me?.failure !== null),
    download:
      contract.state === 'completed' &&
      (ctx.actor.kind === 'invited' || (owner?.permissions.has('contract.download') ?? false)),
  };
}

export function controlView(control: Rows['controls'][number]) {
  return {
    id: control.id,
    documentId: control.documentId,
    participantId: control.participantId,
    name: control.name,
    kind: control.kind,
    page: control.page,
    x: control.x.toNumber(),
    y: control.y.toNumber(),
    width: control.width.toNumber(),
    height: control.height.toNumber(),
  };
}

function eventView(
  event: { seq: number; type: string; at: Date; actor: unknown; data: unknown },
  participants: Rows['participants'],
) {
  const actor = z.looseObject({ kind: z.string() }).parse(event.actor);
  const data = z.record(z.string(), z.unknown()).parse(event.data);
  const subject = actor.kind === 'participant' ? actor.participantId : data.participantId;
  const named =
    participants.find((each) => each.id === subject) ??
    participants.find((each) => actor.kind === 'member' && each.accountId === actor.accountId);
  return {
    seq: event.seq,
    type: event.type,
    at: event.at.toISOString(),
    actorKind: actor.kind,
    actorName: named ? (named.organization ?? named.name) : null,
    data,
  };
}

export function failureOf(failure: unknown): z.input<typeof failureSchema> | null {
  return failureSchema.nullable().catch(null).parse(failure);
}

export const levelOf = (policy: unknown): string => z.looseObject({ level: z.string() }).parse(policy).level;

export const documentPdfInput = z.object({ contractId: z.uuid(), documentId: z.uuid() });

/** A document as it stands now, for looking at. */
export async function documentPdf(
  ctx: Context,
  input: z.output<typeof documentPdfInput>,
): Promise<{ bytes: Uint8Array; name: string }> {
  const tenantId = tenantOfActor(ctx, input.contractId);
  const { digest, ownerId, title } = await ctx.core.db.withTenant(tenantId, async (tx) => {
    const { contract, documents } = await loadContract(tx, input.contractId);
    requireView(ctx, contract);
    const document = documents.find((each) => each.id === input.documentId);
    if (!document) throw new CoreError('NOT_FOUND', 'no such document');
    const head = await tx.documentRevision.findUniqueOrThrow({
      where: { documentId_revisionNo: { documentId: document.id, revisionNo: document.headNo } },
    });
    return { digest: head.sha256, ownerId: contract.tenantId, title: document.title };
  });
  return { bytes: await getBlob(ctx.core, ownerId, digest), name: `${title}.pdf` };
}

export const downloadContractInput = z.object({ contractId: z.uuid() });

/** The signed file, once all have signed. @throws CoreError CONTRACT_NOT_COMPLETED before */
export async function downloadContract(
  ctx: Context,
  input: z.output<typeof downloadContractInput>,
): Promise<{ bytes: Uint8Array; name: string }> {
  const tenantId = tenantOfActor(ctx, input.contractId);
  if (ctx.actor.kind === 'member') requireMember(ctx, 'contract.download');
  const first = await ctx.core.db.withTenant(tenantId, async (tx) => {
    const { contract, documents } = await loadContract(tx, input.contractId);
    requireView(ctx, contract);
    if (contract.state !== 'completed') {
      throw new CoreError(
        'CONTRACT_NOT_COMPLETED',
        'the contract can be downloaded once all parties have signed',
      );
    }
    return documents[0];
  });
  if (!first) throw new CoreError('NOT_FOUND', 'the contract has no document');
  return documentPdf(ctx, { contractId: input.contractId, documentId: first.id });
}

/** Our verifier's report on a document as it stands now, against the platform's root. */
export async function documentVerification(ctx: Context, input: z.output<typeof documentPdfInput>) {
  const { bytes } = await documentPdf(ctx, input);
  return ctx.core.cpu.run('verify', {
    pdf: bytes,
    trust: [await rootCertificate(ctx.core)],
    crls: [],
    now: ctx.core.now(),
  });
}
