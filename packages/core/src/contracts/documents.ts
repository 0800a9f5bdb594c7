import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { lineOfText } from '../plain-text.ts';
import { insertDocument, requireRoom, storeFile } from './document-intake.ts';
import { type DraftState, draftState, loadDraftRows } from './draft-check.ts';
import { draftDocument, type draftDocumentSchema } from './draft-view.ts';
import { requireDraft } from './require-draft.ts';

const documentTitle = lineOfText(1, 120);

/**
 * Hangs one more file on a draft, after the others. All checks come before anything is stored.
 * @throws CoreError FILE_…, PDF_…, CONVERSION_…, DOCUMENTS_TOO_MANY, DOCUMENTS_TOO_LARGE, NOT_FOUND, CONTRACT_STATE
 */
export async function addDocument(
  ctx: Context,
  input: { contractId: string; file: { name: string; bytes: Uint8Array } },
): Promise<DraftState & { document: z.input<typeof draftDocumentSchema> }> {
  const { core } = ctx;
  const actor = requireMember(ctx, 'contract.create');
  const { tenantId } = actor;
  const { contractId } = input;
  const check = (size: number) =>
    core.db.withTenant(tenantId, async (tx) => {
      await requireDraft(tx, contractId, actor);
      await requireRoom(tx, contractId, size);
    });
  // Before a long conversion that may be in vain, and again with the size of what came out of it.
  await check(0);
  const file = await storeFile(core, tenantId, input.file, check);
  return changeDocuments(ctx, contractId, async (tx) => {
    await requireRoom(tx, contractId, file.size);
    const last = await tx.document.findFirst({ where: { contractId }, orderBy: { position: 'desc' } });
    const position = last ? last.position + 1 : 0;
    const id = await insertDocument(tx, ctx, { tenantId, contractId, file, position });
    const { title } = await requireDraft(tx, contractId, actor);
    // The first file names a contract that has no name yet.
    if (title === '' && position === 0)
      await tx.contract.update({ where: { id: contractId }, data: { title: file.title } });
    return { document: draftDocument(await tx.document.findUniqueOrThrow({ where: { id } }), file.size) };
  });
}

export const documentInput = z.object({ contractId: z.uuid(), documentId: z.uuid() });

/** Takes a document off a draft, with the controls on it. */
export async function removeDocument(
  ctx: Context,
  input: z.output<typeof documentInput>,
): Promise<DraftState> {
  const { tenantId } = requireMember(ctx, 'contract.create');
  const { contractId, documentId } = input;
  return changeDocuments(ctx, contractId, async (tx) => {
    const removed = await tx.document.deleteMany({ where: { id: documentId, contractId } });
    if (removed.count === 0) throw new CoreError('NOT_FOUND', 'no such document');
    await appendEvent(tx, {
      tenantId,
      contractId,
      type: 'document.removed',
      at: ctx.core.now(),
      actor: eventActor(ctx),
      data: { documentId },
    });
    return {};
  });
}

export const renameDocumentInput = documentInput.extend({ title: documentTitle });

export async function renameDocument(
  ctx: Context,
  input: z.output<typeof renameDocumentInput>,
): Promise<DraftState> {
  const { contractId, documentId, title } = input;
  requireMember(ctx, 'contract.create');
  return changeDocuments(ctx, contractId, async (tx) => {
    const renamed = await tx.document.updateMany({ where: { id: documentId, contractId }, data: { title } });
    if (renamed.count === 0) throw new CoreError('NOT_FOUND', 'no such document');
    return {};
  });
}

export const reorderDocumentsInput = z.object({
  contractId: z.uuid(),
  /** All of them, in their new order. */
  documentIds: z.array(z.uuid()).max(100),
});

/** @throws CoreError CONFLICT when the list names other documents than the draft has */
export async function reorderDocuments(
  ctx: Context,
  input: z.output<typeof reorderDocumentsInput>,
): Promise<DraftState> {
  const { contractId, documentIds } = input;
  requireMember(ctx, 'contract.create');
  return changeDocuments(ctx, contractId, async (tx) => {
    const documents = await tx.document.findMany({ where: { contractId }, select: { id: true } });
    const known = new Set(documents.map((each) => each.id));
    const same = known.size === documentIds.length && new Set(documentIds).size === known.size;
    if (!same || !documentIds.every((id) => known.has(id))) {
      throw new CoreError('CONFLICT', 'the draft has other documents now; read it again', {
        field: 'documentIds',
      });
    }
    // Two steps: no two documents may stand at one position at any moment.
    for (const [index, id] of documentIds.entries())
      await tx.document.update({ where: { id }, data: { position: -1 - index } });
    for (const [index, id] of documentIds.entries())
      await tx.document.update({ where: { id }, data: { position: index } });
    return {};
  });
}

/**
 * Documents are added, removed and moved one by one, so nobody overwrites anybody: the draft's version, which guards what
 * is replaced as a whole, stays.
 */
async function changeDocuments<T extends object>(
  ctx: Context,
  contractId: string,
  change: (tx: TenantTx) => Promise<T>,
): Promise<DraftState & T> {
  const actor = requireMember(ctx, 'contract.create');
  const { tenantId } = actor;
  const { rows, result } = await ctx.core.db.withTenant(tenantId, async (tx) => {
    await requireDraft(tx, contractId, actor);
    const changed = await change(tx);
    return { result: changed, rows: await loadDraftRows(tx, contractId) };
  });
  return { ...(await draftState(ctx.core, rows)), ...result };
}
