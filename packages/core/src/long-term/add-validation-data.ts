import type { Core } from '../context.ts';
import { putBlob } from '../contracts/blob-store.ts';
import { toHex } from '../digest.ts';
import { appendEvent } from '../evidence/events.ts';
import { authoritiesOf } from './authorities.ts';
import { collectForFile, counts } from './collect.ts';
import { commitLongTerm, type DocumentScope, loadHead } from './long-term-revision.ts';
import { verifyLevel } from './verify-level.ts';

/**
 * One revision with everything that long-term validation of the document needs (DSS and VRI, EN 319 142-1 §5.4), held against
 * our own verifier before it is stored. Finds its own earlier result, and writes nothing where the file lacks nothing.
 * @throws CoreError VALIDATION_DATA_MISSING, LEVEL_NOT_REACHED, CONFLICT (all retryable)
 */
export async function addValidationData(core: Core, scope: DocumentScope): Promise<void> {
  const { tenantId, contractId, documentId } = scope;
  const head = await loadHead(core, scope);
  const plans = await collectForFile(core, { ...scope, ...head });
  const related = plans
    .filter(({ coveredLength }) => coveredLength > head.foreignLength)
    .map((plan) => plan.related);
  const pdf = await core.cpu.run('buildSecurityStore', { pdf: head.pdf, related, time: core.now() });
  const { trust } = await authoritiesOf(core, scope);
  await verifyLevel(core, pdf, { trust, level: 'B-LT', foreignLength: head.foreignLength });
  if (pdf.length === head.pdf.length) return;
  const sha256 = await putBlob(core, tenantId, pdf);
  const revision = { baseNo: head.revisionNo, kind: 'validation-data', sha256, size: pdf.length } as const;
  await commitLongTerm(core, scope, revision, (tx) =>
    appendEvent(tx, {
      tenantId,
      contractId,
      type: 'document.validation-data-added',
      at: core.now(),
      actor: { kind: 'system' },
      data: {
        documentId,
        revision: head.revisionNo + 1,
        sha256: toHex(sha256),
        ...counts({
          certificates: distinct(related.flatMap(({ certificates }) => certificates)),
          crls: distinct(related.flatMap(({ crls }) => crls)),
          ocsps: distinct(related.flatMap(({ ocsps }) => ocsps)),
        }),
      },
    }),
  );
}

const distinct = (items: Uint8Array[]) => [...new Map(items.map((item) => [toHex(item), item])).values()];
