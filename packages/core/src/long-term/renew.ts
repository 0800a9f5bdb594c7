import type { Core } from '../context.ts';
import { enqueue } from '../jobs/outbox.ts';
import { addDocumentTimestamp, certificateEnding, endOfChain } from './add-document-timestamp.ts';
import { addValidationData } from './add-validation-data.ts';
import { authoritiesOf } from './authorities.ts';
import type { DocumentScope } from './long-term-revision.ts';

const BATCH = 100;
const DAY = 86_400_000;

/** A file under the document timestamp that is to be renewed: a later one shows that it was. */
export type RenewalScope = DocumentScope & { revisionNo: number };

/**
 * Asks for the renewal of the archives that are due, the most urgent first, at most a hundred at a time. One that was asked
 * for and isn't renewed after a day is asked for again. @returns how many were asked for
 */
export async function askForRenewals(core: Core): Promise<number> {
  const now = core.now();
  const open = { OR: [{ askedAt: null }, { askedAt: { lt: new Date(now.getTime() - DAY) } }] };
  const due = await core.db.relay.archiveRenewal.findMany({
    where: { renewAt: { lte: now }, ...open },
    orderBy: { renewAt: 'asc' },
    take: BATCH,
  });
  for (const { tenantId, contractId, documentId, revisionNo } of due) {
    await core.db.withTenant(tenantId, async (tx) => {
      const claimed = await tx.archiveRenewal.updateMany({
        where: { documentId, revisionNo, ...open },
        data: { askedAt: now },
      });
      if (claimed.count === 0) return;
      const data = { contractId, documentId, revisionNo };
      await enqueue(tx, { tenantId, name: 'archive/renewal-due', data, now });
    });
  }
  return due.length;
}

/** What keeps the last timestamp provable, while its authority can still be asked. Finds its own earlier result. */
export async function renewValidationData(core: Core, scope: RenewalScope): Promise<void> {
  if (!(await isDue(core, scope))) return;
  await requireLongerCertificate(core, scope);
  await addValidationData(core, scope);
}

/** A new document timestamp over all of it. Finds its own earlier result. */
export async function renewTimestamp(core: Core, scope: RenewalScope): Promise<void> {
  const { revisionNo, expiresAt } = await lastTimestamp(core, scope);
  if (revisionNo !== scope.revisionNo) return;
  await addDocumentTimestamp(core, scope, { event: 'document.renewed', validBeyond: expiresAt });
}

async function isDue(core: Core, scope: RenewalScope): Promise<boolean> {
  return (await lastTimestamp(core, scope)).revisionNo === scope.revisionNo;
}

const lastTimestamp = (core: Core, { tenantId, documentId }: DocumentScope) =>
  core.db.withTenant(tenantId, (tx) => tx.archiveRenewal.findUniqueOrThrow({ where: { documentId } }));

/** A timestamp that ends with the one it is to replace would prolong nothing. */
async function requireLongerCertificate(core: Core, scope: RenewalScope): Promise<void> {
  const { expiresAt } = await lastTimestamp(core, scope);
  const { capability } = await authoritiesOf(core, scope);
  const [first] = await core.providers.inOrder(scope.tenantId, 'timestamp', capability);
  const chain = (await first?.start())?.chain() ?? [];
  // A remote authority shows its certificate with its answer only; then the new timestamp itself is looked at.
  if (chain.length > 0 && endOfChain(chain) <= expiresAt) throw certificateEnding();
}
