import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Permission } from '../tenants/permissions.ts';
import type { loadContract } from './load.ts';

export const failureSchema = z.object({ code: z.string(), message: z.string(), at: z.string() });
export const pageSchema = z.object({ width: z.number(), height: z.number(), rotation: z.number() });

export type Rows = Awaited<ReturnType<typeof loadContract>>;
type Participant = Rows['participants'][number];

/** What the actor may do with the contract now; the functions that do it check again. */
export function abilities(
  ctx: Context,
  { contract, participants }: Pick<Rows, 'contract' | 'participants'>,
  me: Participant | undefined,
) {
  const { actor } = ctx;
  const owner = actor.kind === 'member' && actor.tenantId === contract.tenantId ? actor : undefined;
  const owns = (permission: Permission) => owner?.permissions.has(permission) ?? false;
  const failed = contract.failure !== null || participants.some((each) => each.failure !== null);
  const ownFailure = me !== undefined && me.failure !== null;
  return {
    edit: contract.state === 'draft' && owns('contract.create'),
    sign:
      contract.state === 'in_progress' &&
      me?.state === 'awaited' &&
      (actor.kind !== 'member' || actor.permissions.has('contract.sign')),
    withdraw: ['sending', 'in_progress'].includes(contract.state) && owns('contract.withdraw'),
    retry: failed && (owns('contract.retry') || ownFailure),
    download: contract.state === 'completed' && (actor.kind === 'invited' || owns('contract.download')),
  };
}

export function documentView(document: Rows['documents'][number]) {
  return {
    id: document.id,
    title: document.title,
    headNo: document.headNo,
    pages: z.array(pageSchema).parse(document.pages),
  };
}

export function participantView(participant: Participant) {
  return {
    id: participant.id,
    name: participant.name,
    organization: participant.organization,
    kind: participant.kind,
    position: participant.position,
    state: participant.state,
    failure: failureOf(participant.failure),
    invitedAt: participant.invitedAt?.toISOString() ?? null,
    viewedAt: participant.viewedAt?.toISOString() ?? null,
    endedAt: participant.endedAt?.toISOString() ?? null,
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

export function eventView(
  event: { seq: number; type: string; at: Date; actor: unknown; data: unknown },
  participants: Rows['participants'],
  members: readonly { accountId: string; name: string }[],
) {
  const actor = z.looseObject({ kind: z.string() }).parse(event.actor);
  const data = z.record(z.string(), z.unknown()).parse(event.data);
  const subject = actor.kind === 'participant' ? actor.participantId : data.participantId;
  const named =
    participants.find((each) => each.id === subject) ??
    participants.find((each) => actor.kind === 'member' && each.accountId === actor.accountId);
  const member = members.find((each) => actor.kind === 'member' && each.accountId === actor.accountId);
  return {
    seq: event.seq,
    type: event.type,
    at: event.at.toISOString(),
    actorKind: actor.kind,
    actorName: named ? (named.organization ?? named.name) : (member?.name ?? null),
    data,
  };
}

export function failureOf(failure: unknown): z.input<typeof failureSchema> | null {
  return failureSchema.nullable().catch(null).parse(failure);
}

export const levelOf = (policy: unknown): string => z.looseObject({ level: z.string() }).parse(policy).level;
