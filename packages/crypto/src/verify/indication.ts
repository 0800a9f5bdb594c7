import { readable } from '../readable.ts';
import { parseCertificate } from '../x509/parsed-certificate.ts';
import type { Conclusion, Indication, SignatureVerdict, SubIndication } from './report.ts';
import type { SigningWindow } from './signing-window.ts';
import type { Assessment, SignatureTrust } from './trust.ts';

/** All that is known of one signature or document timestamp when its indication is decided. */
export type Findings = {
  verdict: SignatureVerdict;
  /** What is wrong with the signature itself, by the report's codes. */
  integrity: ReadonlySet<string>;
  trust: SignatureTrust;
  window: SigningWindow;
};

type Rule = readonly [Indication, SubIndication, (found: Findings) => boolean];

/** Both were let go for new signatures at the end of 2013 (NIST SP 800-131A §3). */
const WEAK_SINCE = new Date('2014-01-01T00:00:00Z');

const FAILED = 'TOTAL-FAILED';
const OPEN = 'INDETERMINATE';

/**
 * EN 319 102-1 as a table; the first rule that holds decides. Like the basic validation (§5.3.4) it asks after the signature's
 * form, its digest and value, its certificate, that certificate's chain and the time, in this order, but whatever is known
 * to fail comes before what only cannot be told. The comments say why where the standard leaves a choice.
 */
const RULES: readonly Rule[] = [
  [FAILED, 'HASH_FAILURE', has('MESSAGE_DIGEST_MISMATCH', 'IMPRINT_MISMATCH')],
  [FAILED, 'SIG_CRYPTO_FAILURE', has('SIGNATURE_VALUE_WRONG')],
  // §5.2.3: none in the file, or another one than the signed attributes mean.
  [
    OPEN,
    'NO_SIGNING_CERTIFICATE_FOUND',
    hasOnly('SIGNER_CERTIFICATE_MISSING', 'SIGNING_CERTIFICATE_MISMATCH'),
  ],
  [OPEN, 'CRYPTO_CONSTRAINTS_FAILURE', hasOnly('ALGORITHM_UNSUPPORTED')],
  // §5.2.8: an attribute that isn't what it must be; here the timestamp of another signature.
  [OPEN, 'SIG_CONSTRAINTS_FAILURE', hasOnly('SIGNATURE_TIMESTAMP_BROKEN')],
  // Whoever doesn't know a critical extension must not rely on what has it (RFC 3161 §2.4.2).
  [OPEN, 'SIG_CONSTRAINTS_FAILURE', hasOnly('TIMESTAMP_EXTENSION_UNKNOWN')],
  // Whatever else makes a signature invalid is in its form: attributes, byte range, container, permissions. A document
  // changed beyond what they permit isn't conformant either (ISO 32000-2 §12.8.2.2); the EU's DSS says so too.
  [FAILED, 'FORMAT_FAILURE', ({ verdict }) => verdict !== 'valid'],

  // Certain failures of the certificate (§5.2.6, §5.5.4): what is signed, or the timestamp over it, tells the time.
  [FAILED, 'REVOKED', madeAfterRevocation],
  [FAILED, 'EXPIRED', madeAfterExpiry],
  [FAILED, 'NOT_YET_VALID', madeBeforeIssuance],

  [OPEN, 'NO_CERTIFICATE_CHAIN_FOUND', ofSigner('NO_TRUST_ANCHOR')],
  [
    OPEN,
    'CERTIFICATE_CHAIN_GENERAL_FAILURE',
    ofSigner('CERTIFICATE_SIGNATURE_WRONG', 'CERTIFICATE_UNREADABLE'),
  ],
  [
    OPEN,
    'CHAIN_CONSTRAINTS_FAILURE',
    ofSigner('NOT_A_CA', 'PATH_TOO_LONG', 'KEY_USAGE', 'EXTENDED_KEY_USAGE', 'CRITICAL_EXTENSION_UNKNOWN'),
  ],
  [OPEN, 'REVOKED_CA_NO_POE', ({ trust: { signer } }) => isRevoked(signer.revocation.slice(1))],
  [OPEN, 'REVOKED_NO_POE', ofSigner('REVOKED')],
  [OPEN, 'OUT_OF_BOUNDS_NOT_REVOKED', (found) => isOutOfBounds(found) && isKnownGood(found)],
  [OPEN, 'OUT_OF_BOUNDS_NO_POE', (found) => isOutOfBounds(found)],
  [OPEN, 'TIMESTAMP_ORDER_FAILURE', ({ window }) => window.isOutOfOrder],
  [OPEN, 'CRYPTO_CONSTRAINTS_FAILURE', (found) => isWeak(found) && madeSince(found, WEAK_SINCE)],
  [OPEN, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', (found) => isWeak(found) && !isProvenBy(found, WEAK_SINCE)],
  // A hold may be lifted, and a newer CRL or OCSP response may speak (§5.2.6). So too for the authority whose word on the
  // time is relied upon; a timestamp that nobody vouches for is just passed over (§5.5.4).
  [OPEN, 'TRY_LATER', ofSigner('ON_HOLD', 'REVOCATION_UNKNOWN')],
  [OPEN, 'TRY_LATER', ({ trust }) => trust.isProven && isUnknown(trust.timestamp)],
  // No path may lead from anything but trust to a pass.
  [OPEN, 'CERTIFICATE_CHAIN_GENERAL_FAILURE', ({ trust }) => trust.signer.status !== 'trusted'],
];

export function conclude(found: Findings): Conclusion {
  const rule = RULES.find(([, , holds]) => holds(found));
  return rule === undefined
    ? { indication: 'TOTAL-PASSED', subIndication: null }
    : { indication: rule[0], subIndication: rule[1] };
}

/** Files that aren't read at all, which says nothing about what is signed in them. */
const UNREAD = ['ENCRYPTED', 'TOO_LARGE', 'TOO_COMPLEX', 'UNREADABLE'];

/**
 * The conclusion for the whole file: the worst of its signatures'.
 * @param reasons what is wrong with the file itself
 */
export function concludeAll(
  conclusions: Conclusion[],
  reasons: string[],
): { indication: Indication | null; subIndication: SubIndication | null } {
  const failed = conclusions.find(({ indication }) => indication === FAILED);
  if (failed) return pick(failed);
  if (reasons.some((reason) => UNREAD.includes(reason)))
    return { indication: OPEN, subIndication: 'SIGNED_DATA_NOT_FOUND' };
  if (reasons.length > 0 && !isOnlyTrailing(conclusions, reasons))
    return { indication: FAILED, subIndication: 'FORMAT_FAILURE' };
  const worst = conclusions.find(({ indication }) => indication === OPEN) ?? conclusions[0];
  return worst === undefined ? { indication: null, subIndication: null } : pick(worst);
}

/** Bytes after the end are held against the signatures before them; where there are none, nothing is signed. */
const isOnlyTrailing = (conclusions: Conclusion[], reasons: string[]): boolean =>
  conclusions.length === 0 && reasons.every((reason) => reason === 'TRAILING_BYTES');

const pick = ({ indication, subIndication }: Conclusion): Conclusion => ({ indication, subIndication });

function has(...codes: string[]) {
  return ({ integrity }: Findings): boolean => codes.some((code) => integrity.has(code));
}

/** Remarks, which leave a signature intact. */
const NOTES = ['WEAK_DIGEST', 'SIGNING_CERTIFICATE_MISSING'];

function hasOnly(...codes: string[]) {
  return ({ integrity, verdict }: Findings): boolean =>
    verdict === 'invalid' &&
    codes.some((code) => integrity.has(code)) &&
    [...integrity].every((reason) => codes.includes(reason) || NOTES.includes(reason));
}

const isOutOfBounds = (found: Findings): boolean => ofSigner('EXPIRED', 'NOT_YET_VALID')(found);

function ofSigner(...codes: string[]) {
  return ({ trust }: Findings): boolean => trust.signer.reasons.some((reason) => codes.includes(reason));
}

const isRevoked = (findings: Assessment['revocation']): boolean =>
  findings.some(({ status }) => status === 'revoked');

const isKnownGood = ({ trust }: Findings): boolean => trust.signer.revocation[0]?.status === 'good';

const isUnknown = (timestamp: Assessment | undefined): boolean =>
  timestamp?.reasons.some((reason) => reason === 'REVOCATION_UNKNOWN') ?? false;

function madeAfterRevocation({ trust, window }: Findings): boolean {
  const [own] = trust.signer.revocation;
  if (own?.status !== 'revoked' || own.revokedAt === undefined) return false;
  return window.notBefore !== undefined && window.notBefore >= own.revokedAt;
}

function madeAfterExpiry(found: Findings): boolean {
  // A signature whose own timestamp says otherwise is one of contradicting times.
  if (!found.trust.signer.reasons.includes('EXPIRED')) return false;
  const { notAfter } = validityOf(found) ?? {};
  const { notBefore } = found.window;
  return notAfter !== undefined && notBefore !== undefined && notBefore > notAfter;
}

function madeBeforeIssuance(found: Findings): boolean {
  const { notBefore } = validityOf(found) ?? {};
  const { at, isProven } = found.trust;
  return notBefore !== undefined && isProven && at < notBefore;
}

/** Of a certificate whose chain was built, and which nothing else speaks against. */
function validityOf({ trust }: Findings): { notBefore: Date; notAfter: Date } | undefined {
  const [leaf] = trust.signer.chain;
  if (leaf === undefined || trust.signer.chain.length < 2) return undefined;
  return readable(() => parseCertificate(leaf));
}

/** SHA-1 in the signature or the chain, or a short RSA key. */
const isWeak = ({ integrity, trust }: Findings): boolean =>
  integrity.has('WEAK_DIGEST') || trust.signer.reasons.includes('WEAK_ALGORITHM');

/** A signature names its certificate, and so is younger than that. */
function madeSince(found: Findings, since: Date): boolean {
  const notBefore = found.window.notBefore ?? validityOf(found)?.notBefore;
  return notBefore !== undefined && notBefore >= since;
}

const isProvenBy = ({ trust }: Findings, until: Date): boolean => trust.isProven && trust.at < until;
