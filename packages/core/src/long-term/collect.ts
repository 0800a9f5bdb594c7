import {
  joinData,
  type MissingData,
  parseSignature,
  type SignaturePlan,
  type ValidationData,
} from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { appendEvent } from '../evidence/events.ts';
import type { IntentScope } from '../signing/intent-scope.ts';
import { authoritiesOf } from './authorities.ts';
import { gatherRevocation } from './gather.ts';
import { isLongTerm, promisedLevel } from './signature-level.ts';
import { keepItems, keptItems } from './validation-items.ts';

/**
 * After a signer's timestamp: keeps the certificates of signer and timestamp authority and what is known now of their
 * revocation, where the contract promises long-term validation. What cannot be had now is asked for again at the end, when
 * nothing may be missing, so a failure here is no failure of the signature.
 */
export async function collectAfterSigning(core: Core, scope: IntentScope): Promise<void> {
  const { tenantId, contractId, participantId, intentId } = scope;
  const signed = await core.db.withTenant(tenantId, async (tx) => {
    const { policy } = await tx.contract.findUniqueOrThrow({ where: { id: contractId } });
    if (!isLongTerm(promisedLevel(policy))) return undefined;
    const key = await tx.signingKey.findUniqueOrThrow({ where: { intentId } });
    const { der, chain } = await tx.certificate.findUniqueOrThrow({ where: { keyId: key.id } });
    const signatures = await tx.documentSignature.findMany({ where: { contractId, participantId } });
    return { certificates: [der, ...chain], tokens: signatures.flatMap((row) => row.timestampToken ?? []) };
  });
  if (!signed) return;
  const stamping = signed.tokens.flatMap((token) => parseSignature(token).certificates);
  const certificates = [...signed.certificates, ...stamping];
  const { ca, certificates: known } = await authoritiesOf(core, scope);
  const data = joinData(await gatherRevocation(core, ca, { certificates, known }), {
    certificates,
    crls: [],
    ocsps: [],
  });
  if ((await keepItems(core, scope, data)) === 0) return;
  await core.db.withTenant(tenantId, (tx) =>
    appendEvent(tx, {
      tenantId,
      contractId,
      type: 'validation.collected',
      at: core.now(),
      actor: { kind: 'system' },
      data: { participantId, ...counts(data) },
    }),
  );
}

export const counts = ({ certificates, crls, ocsps }: ValidationData) => ({
  certificates: certificates.length,
  crls: crls.length,
  ocsps: ocsps.length,
});

type File = {
  tenantId: string;
  contractId: string;
  pdf: Uint8Array;
  /** Bytes that were there before us: signatures in them are others' affair. */
  foreignLength: number;
};

/**
 * What the file's store must hold for the signatures and timestamps made here, from what was kept and, where that doesn't do,
 * from the authorities once more.
 * @throws CoreError VALIDATION_DATA_MISSING (retryable), naming what is lacking
 */
export async function collectForFile(core: Core, file: File): Promise<SignaturePlan[]> {
  const { ca, trust, certificates } = await authoritiesOf(core, file);
  const kept = joinData(await keptItems(core, file), { certificates, crls: [], ocsps: [] });
  const first = await planFor(core, file, trust, kept);
  const lacking = missingOf(first, file);
  if (lacking.length === 0) return first;
  const fresh = await gatherRevocation(core, ca, {
    certificates: lacking.map(({ certificate }) => certificate),
    known: kept.certificates,
  });
  await keepItems(core, file, fresh);
  const second = await planFor(core, file, trust, joinData(kept, fresh));
  const still = missingOf(second, file);
  if (still.length > 0) throw missingData(still);
  return second;
}

function planFor(core: Core, { pdf }: File, trust: Uint8Array[], data: ValidationData) {
  return core.cpu.run('planStore', { pdf, trust, data, now: core.now() });
}

const missingOf = (plans: SignaturePlan[], { foreignLength }: File) =>
  plans.filter(({ coveredLength }) => coveredLength > foreignLength).flatMap(({ missing }) => missing);

function missingData(missing: MissingData[]): CoreError {
  const issuers = missing.filter(({ kind }) => kind === 'issuer').length;
  return new CoreError(
    'VALIDATION_DATA_MISSING',
    `what long-term validation needs could not be had: ${missing.length - issuers} times a revocation list or answer, ${issuers} times an issuer's certificate`,
  );
}
