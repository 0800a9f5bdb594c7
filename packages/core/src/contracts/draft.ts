import type { Prisma, TenantTx } from '@chopmark/db';
import { type Context, type MemberActor, requireMember } from '../context.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { newId } from '../ids.ts';
import { lineOfText } from '../plain-text.ts';
import { insertDocument, storeFile } from './document-intake.ts';
import { requireDraft } from './require-draft.ts';

/** A contract's name. A draft may be without one, sending isn't. */
export const contractTitle = lineOfText(0, 120);

/**
 * Puts up a draft with one document from an uploaded PDF or Word file. All checks come before anything is stored.
 * @throws CoreError FILE_…, PDF_…, CONVERSION_…
 */
export async function createContract(
  ctx: Context,
  input: { title?: string | undefined; file: { name: string; bytes: Uint8Array } },
): Promise<{ contractId: string; documentId: string }> {
  const actor = requireMember(ctx, 'contract.create');
  const file = await storeFile(ctx.core, actor.tenantId, input.file);
  const contractId = newId(ctx.core.now());
  const documentId = await ctx.core.db.withTenant(actor.tenantId, async (tx) => {
    await insertDraft(tx, ctx, actor, { contractId, title: input.title || file.title });
    return insertDocument(tx, ctx, { tenantId: actor.tenantId, contractId, file, position: 0 });
  });
  return { contractId, documentId };
}

/** Puts up a draft without any file yet, for who would rather begin with the parties. */
export async function createEmptyDraft(
  ctx: Context,
  input: { title?: string | undefined } = {},
): Promise<{ contractId: string }> {
  const actor = requireMember(ctx, 'contract.create');
  const contractId = newId(ctx.core.now());
  await ctx.core.db.withTenant(actor.tenantId, (tx) =>
    insertDraft(tx, ctx, actor, { contractId, title: input.title ?? '' }),
  );
  return { contractId };
}

async function insertDraft(
  tx: TenantTx,
  ctx: Context,
  { tenantId, accountId }: MemberActor,
  { contractId, title }: { contractId: string; title: string },
): Promise<void> {
  const now = ctx.core.now();
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
  await tx.contract.create({
    data: {
      id: contractId,
      tenantId,
      title,
      state: 'draft',
      ordering: 'sequential',
      policy: tenant.policy as Prisma.InputJsonValue,
      createdBy: accountId,
      createdAt: now,
      version: 1,
    },
  });
  await tx.contractAccess.create({ data: { contractId, tenantId, ownerTenantId: tenantId } });
  const event = { tenantId, contractId, at: now, actor: eventActor(ctx) };
  await appendEvent(tx, { ...event, type: 'contract.created', data: { title } });
}

/** Deletes a draft with all that hangs on it. */
export async function deleteDraft(ctx: Context, input: { contractId: string }): Promise<void> {
  const actor = requireMember(ctx, 'contract.create');
  await ctx.core.db.withTenant(actor.tenantId, async (tx) => {
    await requireDraft(tx, input.contractId, actor);
    await tx.contract.delete({ where: { id: input.contractId } });
  });
}
