import { Prisma } from '@chopmark/db';
import type { Core } from '../context.ts';
import { lockContract } from '../contracts/load.ts';
import { requireMove } from '../contracts/state-machine.ts';
import { complete } from '../signing/complete.ts';
import { addDocumentTimestamp } from './add-document-timestamp.ts';
import { addValidationData } from './add-validation-data.ts';
import { authoritiesOf } from './authorities.ts';
import { type DocumentScope, loadHead } from './long-term-revision.ts';
import { promisedLevel, reaches } from './signature-level.ts';
import { verifyLevel } from './verify-level.ts';

type Scope = { tenantId: string; contractId: string };

/** The documents of a contract that waits for its level, in their order; none when there is nothing left to do. */
export function documentsToFinish(core: Core, { tenantId, contractId }: Scope): Promise<string[]> {
  return core.db.withTenant(tenantId, async (tx) => {
    const contract = await tx.contract.findUniqueOrThrow({ where: { id: contractId } });
    if (contract.state !== 'finishing') return [];
    const rows = await tx.document.findMany({
      where: { contractId },
      orderBy: { position: 'asc' },
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  });
}

/** Validation data into one document of a contract that all have signed. Finds its own earlier result. */
export async function storeValidationData(core: Core, scope: DocumentScope): Promise<void> {
  if ((await revisionsSince(core, scope)).length === 0) await addValidationData(core, scope);
}

/** The document timestamp, where the contract promises B-LTA. Finds its own earlier result. */
export async function archiveDocument(core: Core, scope: DocumentScope): Promise<void> {
  if (!reaches(await levelOf(core, scope), 'B-LTA')) return;
  if ((await revisionsSince(core, scope)).includes('document-timestamp')) return;
  await addDocumentTimestamp(core, scope, { event: 'document.timestamped' });
}

/** What was added to a document after its last signature. */
function revisionsSince(core: Core, { tenantId, documentId }: DocumentScope): Promise<string[]> {
  return core.db.withTenant(tenantId, async (tx) => {
    const rows = await tx.documentRevision.findMany({
      where: { documentId },
      orderBy: { revisionNo: 'asc' },
      select: { kind: true },
    });
    const kinds = rows.map(({ kind }) => kind);
    return kinds.slice(kinds.lastIndexOf('signed') + 1);
  });
}

const levelOf = (core: Core, { tenantId, contractId }: Scope) =>
  core.db.withTenant(tenantId, async (tx) =>
    promisedLevel((await tx.contract.findUniqueOrThrow({ where: { id: contractId } })).policy),
  );

/**
 * Completes a contract whose documents have really reached the promised level: each is held against our own verifier as it is
 * stored. Repeating it changes nothing. @throws CoreError LEVEL_NOT_REACHED (retryable)
 */
export async function completeFinished(core: Core, scope: Scope): Promise<void> {
  const { tenantId, contractId } = scope;
  const documents = await documentsToFinish(core, scope);
  if (documents.length === 0) return;
  const level = await levelOf(core, scope);
  const { trust } = await authoritiesOf(core, scope);
  for (const documentId of documents) {
    const { pdf, foreignLength } = await loadHead(core, { ...scope, documentId });
    await verifyLevel(core, pdf, { trust, level, foreignLength });
  }
  await core.db.withTenant(tenantId, async (tx) => {
    const contract = await lockContract(tx, contractId);
    if (contract.state !== 'finishing') return;
    requireMove(contract.state, 'completed');
    await tx.contract.update({ where: { id: contractId }, data: { failure: Prisma.DbNull } });
    await complete(core, tx, scope);
  });
}
