import { describeCertificate } from '@chopmark/crypto';
import { Prisma, type TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { putBlob } from '../contracts/blob-store.ts';
import { toHex } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { appendEvent } from '../evidence/events.ts';
import { stampDigest, type TimestampEvidence } from '../timestamps/stamp-digest.ts';
import { authoritiesOf } from './authorities.ts';
import { commitLongTerm, type DocumentScope, loadHead } from './long-term-revision.ts';
import { renewalPolicy } from './renewal-policy.ts';
import { verifyLevel } from './verify-level.ts';

/**
 * A document timestamp of the owner's authority over everything before it (EN 319 142-1 §5.4.3), which makes B-LTA, held against our
 * own verifier before it is stored. From then on the file is an archive that is renewed in time.
 * @param how `event`: what the timeline is to say; `validBeyond`: until when the timestamp it replaces is good
 * @throws CoreError TIMESTAMP_UNAVAILABLE, LEVEL_NOT_REACHED, CONFLICT (all retryable)
 */
export async function addDocumentTimestamp(
  core: Core,
  scope: DocumentScope,
  how: { event: 'document.timestamped' | 'document.renewed'; validBeyond?: Date },
): Promise<void> {
  const { event, validBeyond } = how;
  const head = await loadHead(core, scope);
  const { trust, digestAlgorithm, capability } = await authoritiesOf(core, scope);
  const revision = await core.cpu.run('buildTimestamp', { pdf: head.pdf, digestAlgorithm });
  const { pdf: unsigned, byteRange, digest } = revision;
  const { tenantId } = scope;
  const { token, time, chain, evidence } = await stampDigest(core, {
    tenantId,
    digest,
    digestAlgorithm,
    capability,
  });
  const expiresAt = endOfChain(chain);
  if (validBeyond && expiresAt <= validBeyond) throw certificateEnding();
  const pdf = await core.cpu.run('embed', { pdf: unsigned, byteRange, cms: token });
  // An authority that answers for the first time wasn't known when the anchors were asked for.
  const anchors = [...trust, ...chain.slice(-1)];
  await verifyLevel(core, pdf, { trust: anchors, level: 'B-LTA', foreignLength: head.foreignLength });
  const sha256 = await putBlob(core, scope.tenantId, pdf);
  const base = { baseNo: head.revisionNo, kind: 'document-timestamp', sha256, size: pdf.length } as const;
  await commitLongTerm(core, scope, base, (tx) =>
    record(core, tx, scope, {
      event,
      revisionNo: head.revisionNo + 1,
      sha256: toHex(sha256),
      time,
      expiresAt,
      evidence,
    }),
  );
}

/** A timestamp that ends with the one it is to replace would prolong nothing. */
export function certificateEnding(): CoreError {
  return new CoreError(
    'TSA_CERTIFICATE_ENDING',
    "the timestamp authority's certificate ends no later than the one this file was stamped with; give it a new one",
  );
}

/**
 * Until when a timestamp can be proved by itself, and must have been stamped anew: once any certificate between its authority
 * and the root has ended, no path is valid any more (RFC 5280 §6.1.3).
 * @param chain DER
 */
export function endOfChain(chain: Uint8Array[]): Date {
  const ends = chain.map((der) => describeCertificate(der).notAfter.getTime());
  if (ends.length === 0) throw new CoreError('INTERNAL', 'the timestamp does not bring its certificate');
  return new Date(Math.min(...ends));
}

type Stamped = {
  event: 'document.timestamped' | 'document.renewed';
  revisionNo: number;
  sha256: string;
  time: Date;
  expiresAt: Date;
  evidence: TimestampEvidence;
};

async function record(core: Core, tx: TenantTx, scope: DocumentScope, stamped: Stamped): Promise<void> {
  const { tenantId, contractId, documentId } = scope;
  const { event, revisionNo, expiresAt, time, sha256, evidence } = stamped;
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
  const due = {
    revisionNo,
    expiresAt,
    renewAt: renewalPolicy(tenant.policy).renewAt(expiresAt),
    askedAt: null,
  };
  await tx.archiveRenewal.upsert({
    where: { documentId },
    create: { documentId, tenantId, contractId, ...due },
    update: due,
  });
  if (event === 'document.renewed') await clearFailure(tx, contractId);
  await appendEvent(tx, {
    tenantId,
    contractId,
    type: event,
    at: core.now(),
    actor: { kind: 'system' },
    data: {
      documentId,
      revision: revisionNo,
      sha256,
      timestampedAt: time.toISOString(),
      renewBefore: expiresAt.toISOString(),
      ...evidence,
    },
  });
}

/** A renewal that had failed has succeeded; a deposit that failed is another matter. */
async function clearFailure(tx: TenantTx, contractId: string): Promise<void> {
  const deposited = await tx.event.count({ where: { contractId, type: 'evidence.deposited' } });
  if (deposited > 0)
    await tx.contract.update({ where: { id: contractId }, data: { failure: Prisma.DbNull } });
}
