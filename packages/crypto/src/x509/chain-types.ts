/**
 * Why a chain is or isn't trusted (RFC 5280 §6). The first six leave the status as it would be without them or `unknown`:
 * - `REVOCATION_UNKNOWN`: no fresh CRL or OCSP response spoke for some certificate of the chain (status stays `trusted`)
 * - `CRL_UNSUPPORTED`: beside that, because the issuer's CRL is a delta or an indirect one, or critically unknown (status stays)
 * - `WEAK_ALGORITHM`: a certificate of the chain is signed over SHA-1 or MD5, or has a short RSA key (status stays)
 * - `MIXED_ALGORITHMS`: SM2 keys and others stand in one chain, so that the national algorithms alone don't carry it (status stays)
 * - `ON_HOLD`: a certificate was on hold at the time, and nothing newer says that it was lifted (status `unknown`)
 * - `NO_TRUST_ANCHOR`: no path leads to one of the given anchors (status `unknown`)
 */
export type ChainReason =
  | 'REVOCATION_UNKNOWN'
  | 'CRL_UNSUPPORTED'
  | 'ON_HOLD'
  | 'WEAK_ALGORITHM'
  | 'MIXED_ALGORITHMS'
  | 'NO_TRUST_ANCHOR'
  | 'CERTIFICATE_UNREADABLE'
  | 'CERTIFICATE_SIGNATURE_WRONG'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'REVOKED'
  | 'NOT_A_CA'
  | 'PATH_TOO_LONG'
  | 'KEY_USAGE'
  | 'EXTENDED_KEY_USAGE'
  | 'CRITICAL_EXTENSION_UNKNOWN';

export type ChainPurpose = 'document-signing' | 'timestamping';

export type ChainInput = {
  leaf: Uint8Array /* certificate DER */;
  intermediates: Uint8Array[];
  trust: Uint8Array[] /* trust anchors, certificates DER */;
  crls: Uint8Array[];
  ocsps?: Uint8Array[] /* OCSPResponse or BasicOCSPResponse DER */;
  /**
   * CRLs and OCSP responses nobody can date, such as those first seen when their issuer's certificate had expired. Whoever holds that
   * key by now may have made them: they never show that a certificate was good, and that it was revoked only where nothing
   * else is known.
   */
  undated?: { crls: Uint8Array[]; ocsps: Uint8Array[] };
  at: Date /* the moment the signature is known to have existed */;
  /**
   * Whether something else than the leaf itself shows that: a later revocation of a TSA then voids nothing, not even one for
   * compromise (EN 319 102-1 §5.6.2.4), while a token by itself may be backdated (RFC 3161 §4.1).
   */
  isProven?: boolean;
  purpose: ChainPurpose;
};

/** What is known of one certificate's revocation as of the moment asked about. */
export type RevocationFinding = {
  /** `good` too where it was revoked later, without harm to what was done before; `revokedAt` then tells. */
  status: 'good' | 'revoked' | 'on-hold' | 'unknown';
  source: 'crl' | 'ocsp' | undefined;
  thisUpdate: Date | undefined /* of what it is known from */;
  revokedAt: Date | undefined;
  reason: number | undefined /* CRLReason, RFC 5280 §5.3.1 */;
  hasUnsupportedCrl: boolean /* unknown, though the issuer's CRL was there: a delta or indirect one */;
};

export type ChainResult = {
  status: 'trusted' | 'untrusted' | 'unknown';
  reasons: ChainReason[];
  chain: Uint8Array[] /* leaf first; ends with the anchor where one was reached */;
  revocation: RevocationFinding[] /* of each certificate of the chain below the anchor */;
};
