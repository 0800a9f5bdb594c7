import type { CertificateDescription } from '../x509/certificate-types.ts';

/** Speaks of integrity alone; whether the signers' certificates can be trusted is each signature's `trust`. */
export type Verdict = 'valid' | 'modified' | 'invalid' | 'unsigned';
export type SignatureVerdict = Exclude<Verdict, 'unsigned'>;
export type Trust = 'trusted' | 'untrusted' | 'unknown';

/**
 * Status and sub-indication of ETSI EN 319 102-1 §5.1.3 (tables 5 and 6): for machines and experts, the same findings that
 * `verdict` and `trust` say plainly. Of its sub-indications these can occur here. Those about signature policies and
 * about anchors trusted only until a day cannot, for neither is asked about, and NO_POE is always one of its special cases.
 */
export type Indication = 'TOTAL-PASSED' | 'TOTAL-FAILED' | 'INDETERMINATE';
export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'REVOKED'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  | 'TIMESTAMP_ORDER_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'REVOKED_NO_POE'
  | 'REVOKED_CA_NO_POE'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'OUT_OF_BOUNDS_NOT_REVOKED'
  | 'TRY_LATER'
  | 'SIGNED_DATA_NOT_FOUND';

/** `subIndication` is null with TOTAL-PASSED alone. */
export type Conclusion = { indication: Indication; subIndication: SubIndication | null };

/** ETSI EN 319 142-1 baseline levels; `CMS` = a signature outside them, `timestamp` = a document timestamp. */
export type SignatureLevel = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA' | 'CMS' | 'timestamp';

/** `whole-file`: to the last byte; `revision`: to the end of an earlier revision; `partial`: anything else (never valid). */
export type Coverage = 'whole-file' | 'revision' | 'partial';

export type ChangeKind = 'form-fill' | 'signature' | 'long-term-data' | 'metadata' | 'annotation' | 'other';

/** One thing a later revision did to the document. `revision` counts from 0, the original. */
export type DocumentChange = { kind: ChangeKind; description: string; revision: number };

export type TimestampReport = {
  time: string /* ISO 8601 */;
  tsa: string | null /* common name of its certificate */;
  trust: Trust;
  intact: boolean;
};

/** Where a signature shows: points on the page as displayed, origin at its lower left; pages count from 0. */
export type SignaturePlace = { page: number; x: number; y: number; width: number; height: number };

/** What stands behind a verdict, for experts. */
export type SignatureDetails = {
  subFilter: string | null;
  byteRange: [number, number, number, number] | null /* null: it names no bytes it could protect */;
  digestAlgorithm: string | null;
  digest: string | null /* hex: of the bytes protected, as the signature itself holds it */;
  scheme: string | null /* e.g. ecdsa, sm2 */;
  chain: CertificateDescription[] /* the signer's first, as far as it could be built */;
  tsaChain: CertificateDescription[];
  revocation: RevocationReport[] /* of each certificate of `chain` below the anchor, in its order */;
  tsaRevocation: RevocationReport[];
};

/** What is known of the revocation of one certificate, as of when the signature is known to have existed. Times in ISO 8601. */
export type RevocationReport = {
  /** `good` too where it was revoked later, without harm to this signature: `revokedAt` then tells. */
  status: 'good' | 'revoked' | 'on-hold' | 'unknown';
  source: 'crl' | 'ocsp' | null;
  thisUpdate: string | null;
  revokedAt: string | null;
  reason: number | null /* CRLReason, RFC 5280 §5.3.1 */;
};

export type SignatureReport = Conclusion & {
  field: string /* fully qualified field name */;
  signer: string | null;
  verdict: SignatureVerdict;
  level: SignatureLevel | null;
  signedAt: string | null /* ISO 8601: an intact timestamp's time, else the signer's own claim (/M) */;
  timestamp: TimestampReport | null;
  coverage: Coverage;
  changesAfter: DocumentChange[] /* the permitted ones too */;
  trust: Trust;
  reasons: string[] /* stable codes: what is wrong, and what limits trust */;
  certification?: { p: number } /* DocMDP permissions, ISO 32000-2 §12.8.2.2 */;
  certificate?: CertificateDescription;
  places: SignaturePlace[] /* its own and those that repeat its seal; none when it is invisible */;
  details: SignatureDetails;
};

/** Something a reader should know that doesn't touch the verdict. */
export type Warning = { code: string; message: string };

export type VerificationReport = {
  verdict: Verdict;
  /** The worst of its signatures', or what is wrong with the whole file; null where nothing is signed. */
  indication: Indication | null;
  subIndication: SubIndication | null;
  signatures: SignatureReport[] /* in the order they were made */;
  reasons: string[] /* stable codes about the file as a whole */;
  warnings: Warning[];
};
