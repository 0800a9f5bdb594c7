import type { Prisma } from '@chopmark/db';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { ownBytes, toHex } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { newId } from '../ids.ts';
import { emailAddress } from '../people/email-address.ts';
import { putBlob } from './blob-store.ts';
import { takeIn } from './intake.ts';

const CONTENT_TYPES = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

export const contractTitle = z.string().trim().min(1).max(120);

/**
 * Puts up a draft with one document from an uploaded PDF or Word file. All checks come before anything is stored.
 * @throws CoreError FILE_…, PDF_…, CONVERSION_…
 */
export async function createContract(
  ctx: Context,
  input: { title?: string | undefined; file: { name: string; bytes: Uint8Array } },
): Promise<{ contractId: string; documentId: string }> {
  const { core } = ctx;
  const actor = requireMember(ctx, 'contract.create');
  const { tenantId } = actor;
  const taken = await takeIn(core, tenantId, input.file);
  const sourceSha256 = await putBlob(core, tenantId, input.file.bytes, CONTENT_TYPES[taken.type]);
  const sha256 = taken.type === 'pdf' ? sourceSha256 : await putBlob(core, tenantId, taken.pdf);
  const now = core.now();
  const contractId = newId(now);
  const documentId = newId(now);
  const title = input.title ?? taken.title;
  await core.db.withTenant(tenantId, async (tx) => {
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    await tx.contract.create({
      data: {
        id: contractId,
        tenantId,
        title,
        state: 'draft',
        ordering: 'sequential',
        policy: tenant.policy as Prisma.InputJsonValue,
        createdBy: actor.accountId,
        createdAt: now,
        version: 1,
      },
    });
    await tx.contractAccess.create({ data: { contractId, tenantId, ownerTenantId: tenantId } });
    await tx.document.create({
      data: {
        id: documentId,
        tenantId,
        contractId,
        position: 0,
        title: taken.title,
        sourceName: input.file.name.slice(0, 200),
        sourceType: taken.type,
        sourceSha256,
        pages: taken.pages,
        headNo: 0,
      },
    });
    await tx.documentRevision.create({
      data: {
        documentId,
        revisionNo: 0,
        tenantId,
        contractId,
        kind: 'uploaded',
        sha256: ownBytes(sha256),
        size: taken.pdf.length,
        createdAt: now,
      },
    });
    const event = { tenantId, contractId, at: now, actor: eventActor(ctx) };
    await appendEvent(tx, { ...event, type: 'contract.created', data: { title } });
    await appendEvent(tx, {
      ...event,
      type: 'document.added',
      data: { documentId, source: toHex(sourceSha256), pdf: toHex(sha256), size: taken.pdf.length },
    });
  });
  return { contractId, documentId };
}

export const setPartiesInput = z.object({
  contractId: z.uuid(),
  title: contractTitle.optional(),
  ordering: z.enum(['sequential', 'unordered']).default('sequential'),
  parties: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('self') }),
        z.object({
          kind: z.literal('person'),
          name: z.string().trim().min(1).max(60),
          email: emailAddress,
          locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
        }),
      ]),
    )
    .min(1)
    .max(20),
});

/** Sets who signs and in what order; replaces what a draft had. The member's own enterprise may stand once. */
export async function setParties(ctx: Context, input: z.output<typeof setPartiesInput>): Promise<void> {
  const { core } = ctx;
  const actor = requireMember(ctx, 'contract.create');
  const { tenantId } = actor;
  if (input.parties.filter((party) => party.kind === 'self').length > 1) {
    throw new CoreError('INVALID_INPUT', 'your own enterprise may stand only once among the parties', {
      field: 'parties',
    });
  }
  const account = await core.db.relay.account.findUniqueOrThrow({ where: { id: actor.accountId } });
  const own = { email: core.keys.unsealPlatform('email', account.emailSealed), locale: account.locale };
  const now = core.now();
  const rows = await Promise.all(
    input.parties.map(async (party, index) => {
      // A millisecond apart: IDs are time-ordered, so parties of equal position keep the order they were entered in.
      const id = newId(new Date(now.getTime() + index));
      const { email, locale } = party.kind === 'self' ? own : party;
      const emailSealed = await core.keys.seal(tenantId, `participant/${id}/email`, email);
      return { id, party, locale, emailSealed, position: input.ordering === 'sequential' ? index : 0 };
    }),
  );
  await core.db.withTenant(tenantId, async (tx) => {
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    await requireDraft(tx, input.contractId, tenantId);
    await tx.participant.deleteMany({ where: { contractId: input.contractId } });
    await tx.participant.createMany({
      data: rows.map(({ id, party, locale, emailSealed, position }) => ({
        id,
        contractId: input.contractId,
        ownerTenantId: tenantId,
        partyTenantId: party.kind === 'self' ? tenantId : null,
        accountId: party.kind === 'self' ? actor.accountId : null,
        kind: party.kind === 'self' ? 'member' : 'person',
        name: party.kind === 'self' ? account.name : party.name,
        organization: party.kind === 'self' ? tenant.name : null,
        emailSealed,
        locale,
        position,
        state: 'waiting',
      })),
    });
    await tx.contract.update({
      where: { id: input.contractId },
      data: {
        ordering: input.ordering,
        version: { increment: 1 },
        ...(input.title ? { title: input.title } : {}),
      },
    });
  });
}

/** Locks the contract's row. @throws CoreError NOT_FOUND for a foreign ID, CONTRACT_STATE when it was sent already */
export async function requireDraft(
  tx: Parameters<typeof appendEvent>[0],
  contractId: string,
  tenantId: string,
): Promise<void> {
  await tx.$executeRaw`select 1 from contract where id = ${contractId}::uuid for update`;
  const contract = await tx.contract.findFirst({ where: { id: contractId, tenantId } });
  if (!contract) throw new CoreError('NOT_FOUND', 'no such contract');
  if (contract.state === 'draft') return;
  throw new CoreError('CONTRACT_STATE', 'the contract was sent already; it cannot be changed', {
    params: { from: contract.state, to: 'draft' },
  });
}

/** Deletes a draft with all that hangs on it. */
export async function deleteDraft(ctx: Context, input: { contractId: string }): Promise<void> {
  const actor = requireMember(ctx, 'contract.create');
  await ctx.core.db.withTenant(actor.tenantId, async (tx) => {
    await requireDraft(tx, input.contractId, actor.tenantId);
    await tx.contract.delete({ where: { id: input.contractId } });
  });
}
