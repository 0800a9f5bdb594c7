import type { Prisma, TenantTx } from '@chopmark/db';
import { type Context, requireMember } from '../context.ts';
import { toHex } from '../digest.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { newId } from '../ids.ts';
import { asLine, lineOfText } from '../plain-text.ts';
import { putBlob } from './blob-store.ts';
import { type TakenIn, takeIn } from './intake.ts';
import { requireDraft } from './load.ts';

const CONTENT_TYPES = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

export const contractTitle = lineOfText(1, 120);

/**
 * Puts up a draft with one document from an uploaded PDF or Word file. All checks come before anything is stored.
 * @throws CoreError FILE_…, PDF_…, CONVERSION_…
 */
export async function createContract(
  ctx: Context,
  input: { title?: string | undefined; file: { name: string; bytes: Uint8Array } },
): Promise<{ contractId: string; documentId: string }> {
  const { core } = ctx;
  const { tenantId } = requireMember(ctx, 'contract.create');
  const taken = await takeIn(core, tenantId, input.file);
  const source = await putBlob(core, tenantId, input.file.bytes, CONTENT_TYPES[taken.type]);
  const pdf = taken.type === 'pdf' ? source : await putBlob(core, tenantId, taken.pdf);
  const now = core.now();
  const draft = { contractId: newId(now), documentId: newId(now), title: input.title ?? taken.title };
  await core.db.withTenant(tenantId, (tx) =>
    storeDraft(tx, ctx, { ...draft, tenantId, taken, source, pdf, sourceName: asLine(input.file.name, 200) }),
  );
  return { contractId: draft.contractId, documentId: draft.documentId };
}

type NewDraft = {
  tenantId: string;
  contractId: string;
  documentId: string;
  title: string;
  taken: TakenIn;
  sourceName: string;
  /** SHA-256 of what was uploaded, and of the PDF it became. */
  source: Uint8Array<ArrayBuffer>;
  pdf: Uint8Array<ArrayBuffer>;
};

async function storeDraft(tx: TenantTx, ctx: Context, draft: NewDraft): Promise<void> {
  const { tenantId, contractId, documentId, title, taken } = draft;
  const { accountId } = requireMember(ctx, 'contract.create');
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
  await storeDocument(tx, draft, now);
  const event = { tenantId, contractId, at: now, actor: eventActor(ctx) };
  await appendEvent(tx, { ...event, type: 'contract.created', data: { title } });
  const source = toHex(draft.source);
  await appendEvent(tx, {
    ...event,
    type: 'document.added',
    data: { documentId, source, pdf: toHex(draft.pdf), size: taken.pdf.length },
  });
}

async function storeDocument(tx: TenantTx, draft: NewDraft, now: Date): Promise<void> {
  const { tenantId, contractId, documentId, taken } = draft;
  await tx.document.create({
    data: {
      id: documentId,
      tenantId,
      contractId,
      position: 0,
      title: taken.title,
      sourceName: draft.sourceName,
      sourceType: taken.type,
      sourceSha256: draft.source,
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
      sha256: draft.pdf,
      size: taken.pdf.length,
      createdAt: now,
    },
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
