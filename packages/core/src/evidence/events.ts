import type { Prisma, TenantTx } from '@chopmark/db';
import type { Context } from '../context.ts';
import { canonicalJson, ownBytes, sha256, toHex } from '../digest.ts';
import { asLine } from '../plain-text.ts';

/** Format version of an event; part of what is hashed. */
const VERSION = 1;
const GENESIS = new Uint8Array(32);

export type EventType =
  | 'contract.created'
  | 'contract.sent'
  | 'contract.completed'
  | 'contract.withdrawn'
  | 'contract.rejected'
  | 'contract.expired'
  | 'document.added'
  | 'document.removed'
  | 'document.prepared'
  | 'document.certified'
  | 'document.signed'
  | 'signature.timestamped'
  | 'document.validation-data-added'
  | 'document.timestamped'
  | 'document.renewed'
  | 'participant.invited'
  | 'participant.viewed'
  | 'participant.signed'
  | 'willingness.requested'
  | 'willingness.verified'
  | 'signing.requested'
  | 'validation.collected'
  | 'job.failed'
  | 'job.retried'
  | 'evidence.deposited'
  | 'certificate.revoked';

/** Who did it, from where. IDs only: names stand in the contract, addresses are sealed there. */
export type EventActor =
  | { kind: 'member'; accountId: string; ip?: string; device?: string }
  | { kind: 'participant'; participantId: string; ip?: string; device?: string }
  | { kind: 'system' };

export type EventData = Record<string, string | number | boolean | null | string[]>;

export type StoredEvent = {
  contractId: string;
  seq: number;
  type: string;
  at: Date;
  actor: unknown;
  data: unknown;
  prevHash: Uint8Array;
  hash: Uint8Array;
};

/** Who acts in this context, as evidence keeps it. */
export function eventActor(ctx: Context): EventActor {
  const from = {
    ...(ctx.ip ? { ip: ctx.ip } : {}),
    ...(ctx.userAgent ? { device: asLine(ctx.userAgent, 200) } : {}),
  };
  if (ctx.actor.kind === 'member') return { kind: 'member', accountId: ctx.actor.accountId, ...from };
  if (ctx.actor.kind === 'invited') {
    return { kind: 'participant', participantId: ctx.actor.participantId, ...from };
  }
  return { kind: 'system' };
}

/**
 * Appends an event to the contract's chain: each holds the SHA-256 of the one before it, so that changing, deleting or
 * reordering any is detected. The contract's row is locked first, so that two writers stand in line.
 */
export async function appendEvent(
  tx: TenantTx,
  event: {
    tenantId: string;
    contractId: string;
    type: EventType;
    at: Date;
    actor: EventActor;
    data: EventData;
  },
): Promise<void> {
  await tx.$executeRaw`select 1 from contract where id = ${event.contractId}::uuid for update`;
  const last = await tx.event.findFirst({
    where: { contractId: event.contractId },
    orderBy: { seq: 'desc' },
  });
  const seq = (last?.seq ?? -1) + 1;
  const prevHash = last ? ownBytes(last.hash) : GENESIS;
  const row = {
    contractId: event.contractId,
    seq,
    type: event.type,
    at: event.at,
    actor: event.actor,
    data: event.data,
  };
  await tx.event.create({
    data: {
      ...row,
      tenantId: event.tenantId,
      actor: event.actor as Prisma.InputJsonObject,
      data: event.data as Prisma.InputJsonObject,
      prevHash,
      hash: hashOfEvent({ ...row, prevHash }),
    },
  });
}

/** SHA-256 over the RFC 8785 JSON of the event and the hash before it. Times in ISO 8601 with milliseconds. */
export function hashOfEvent(event: Omit<StoredEvent, 'hash'>): Uint8Array<ArrayBuffer> {
  return sha256(
    canonicalJson({
      version: VERSION,
      contract: event.contractId,
      seq: event.seq,
      type: event.type,
      at: event.at.toISOString(),
      actor: event.actor,
      data: event.data,
      previous: toHex(event.prevHash),
    }),
  );
}

/** Checks a whole chain in order of `seq`. @returns the seq of the first event that doesn't fit, or null when all do */
export function firstBrokenEvent(events: readonly StoredEvent[]): number | null {
  let prevHash: Uint8Array = GENESIS;
  for (const [index, event] of events.entries()) {
    const intact =
      event.seq === index &&
      toHex(event.prevHash) === toHex(prevHash) &&
      toHex(hashOfEvent(event)) === toHex(event.hash);
    if (!intact) return index;
    prevHash = event.hash;
  }
  return null;
}
