import { readable } from '../readable.ts';
import type { CertificateDescription } from '../x509/certificate-types.ts';
import type { RevocationFinding } from '../x509/chain-types.ts';
import { describeCertificate } from '../x509/describe-certificate.ts';
import type { Change } from './changes/change.ts';
import type { CheckedSignature } from './check-signature.ts';
import { conclude } from './indication.ts';
import { type LevelInput, levelOf } from './level.ts';
import { readPdfDate } from './pdf-date.ts';
import { type Permissions, reasonAgainst } from './permissions.ts';
import type {
  DocumentChange,
  RevocationReport,
  SignatureDetails,
  SignaturePlace,
  SignatureReport,
  SignatureVerdict,
  TimestampReport,
  Trust,
} from './report.ts';
import type { SigningWindow } from './signing-window.ts';
import type { SignatureTrust } from './trust.ts';

export type Later = {
  changes: Change[] /* of all revisions, in order */;
  documentLevel: { revision: number; p: number } | undefined;
  trailingBytes: number;
};

const NO_PERMISSIONS: Permissions = { certification: undefined, level: undefined, locks: [] };

/** DocMDP P of the certification in force: an intact one that is the document's first signature (ISO 32000-2 §12.8.2.2). */
export function documentLevelOf(checked: CheckedSignature[]): Later['documentLevel'] {
  const [first] = checked.toSorted((a, b) => a.found.revision - b.found.revision);
  const p = first?.permissions?.certification;
  if (first === undefined || p === undefined || !first.intact || !first.covered.covered) return undefined;
  return { revision: first.covered.revision, p };
}

/** Puts together what was found about one signature and gives its verdict. */
export function reportSignature(
  input: LevelInput & { window: SigningWindow },
  later: Later,
  places: SignaturePlace[],
): SignatureReport {
  const { signature, trust, window } = input;
  const { found, covered, permissions, intact } = signature;
  const changes = covered.covered ? later.changes.filter(({ revision }) => revision > covered.revision) : [];
  const against = reasonsAgainst(changes, permissions ?? NO_PERMISSIONS, later);
  const certificate = describe(
    signature.parsed?.signerCertificate ?? signature.documentTimestamp?.tsaCertificate,
  );
  const timestamp = timestampOf(signature, trust);
  const certification = permissions?.certification;
  const verdict: SignatureVerdict = !intact ? 'invalid' : against.length > 0 ? 'modified' : 'valid';
  const order = window.isOutOfOrder ? ['TIMESTAMPS_OUT_OF_ORDER'] : [];
  const reasons = new Set([...signature.reasons, ...against, ...trustReasons(trust), ...order]);
  return {
    field: found.field,
    signer: certificate?.subject.commonName ?? certificate?.subject.text ?? null,
    verdict,
    ...conclude({ verdict, integrity: new Set(signature.reasons), trust, window }),
    level: levelOf(input),
    signedAt: signedAt(signature),
    timestamp,
    coverage: covered.covered ? covered.coverage : 'partial',
    changesAfter: distinct(changes),
    trust: trustIn(trust, window),
    reasons: [...reasons],
    ...(certification === undefined ? {} : { certification: { p: certification } }),
    ...(certificate === undefined ? {} : { certificate }),
    places,
    details: detailsOf(signature, trust),
  };
}

/** Where timestamps contradict each other, nobody knows as of when a certificate should be judged. */
function trustIn({ signer }: SignatureTrust, { isOutOfOrder }: SigningWindow): Trust {
  return isOutOfOrder && signer.status === 'trusted' ? 'unknown' : signer.status;
}

function detailsOf(signature: CheckedSignature, trust: SignatureTrust): SignatureDetails {
  const { covered, parsed } = signature;
  const chainOf = (chain: Uint8Array[] = []) => chain.flatMap((der) => describe(der) ?? []);
  return {
    subFilter: signature.subFilter ?? null,
    byteRange: covered.covered ? [0, covered.gap[0], covered.gap[1], covered.end - covered.gap[1]] : null,
    digestAlgorithm: parsed?.digestAlgorithm ?? null,
    digest: hexOf(parsed?.messageDigest),
    scheme: parsed?.scheme?.family ?? null,
    chain: chainOf(trust.signer.chain),
    tsaChain: chainOf(trust.timestamp?.chain),
    revocation: trust.signer.revocation.map(revocationReport),
    tsaRevocation: (trust.timestamp?.revocation ?? []).map(revocationReport),
  };
}

function revocationReport(found: RevocationFinding): RevocationReport {
  const { status, source, thisUpdate, revokedAt, reason } = found;
  return {
    status,
    source: source ?? null,
    thisUpdate: thisUpdate?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    reason: reason ?? null,
  };
}

const hexOf = (bytes: Uint8Array | undefined): string | null =>
  bytes === undefined ? null : Buffer.from(bytes).toString('hex');

function reasonsAgainst(changes: Change[], permissions: Permissions, later: Later): string[] {
  const reasons = changes.flatMap((change) => {
    const inForce = later.documentLevel !== undefined && later.documentLevel.revision < change.revision;
    return reasonAgainst(change, permissions, inForce ? later.documentLevel?.p : undefined) ?? [];
  });
  return later.trailingBytes > 0 ? [...reasons, 'TRAILING_BYTES'] : reasons;
}

function trustReasons({ signer, timestamp }: SignatureTrust): string[] {
  return [...signer.reasons, ...(timestamp?.reasons.map((reason) => `TIMESTAMP_${reason}`) ?? [])];
}

function distinct(changes: Change[]): DocumentChange[] {
  const byText = new Map(
    changes.map(({ kind, description, revision }) => [
      `${revision} ${kind} ${description}`,
      { kind, description, revision },
    ]),
  );
  return [...byText.values()];
}

function timestampOf(
  { signatureTimestamp, documentTimestamp, intact }: CheckedSignature,
  trust: SignatureTrust,
): TimestampReport | null {
  const check = signatureTimestamp ?? documentTimestamp;
  if (check === undefined) return null;
  const tsa = describe(check.tsaCertificate);
  return {
    time: check.time.toISOString(),
    tsa: tsa?.subject.commonName ?? tsa?.subject.text ?? null,
    trust: (signatureTimestamp === undefined ? trust.signer : trust.timestamp)?.status ?? 'unknown',
    intact: signatureTimestamp === undefined ? intact && check.intact : check.intact,
  };
}

function signedAt({
  signatureTimestamp,
  documentTimestamp,
  found,
  parsed,
  intact,
}: CheckedSignature): string | null {
  if (signatureTimestamp?.intact === true) return signatureTimestamp.time.toISOString();
  if (documentTimestamp !== undefined && intact) return documentTimestamp.time.toISOString();
  const claimed = readPdfDate(found.value?.get('M') ?? null) ?? parsed?.signingTime;
  return claimed?.toISOString() ?? null;
}

function describe(certificate: Uint8Array | undefined): CertificateDescription | undefined {
  if (certificate === undefined) return undefined;
  return readable(() => describeCertificate(certificate));
}
