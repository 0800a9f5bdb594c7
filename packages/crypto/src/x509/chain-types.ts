/**
 * Why a chain is or isn't trusted (RFC 5280 §6). The first four leave the status as it would be without them or `unknown`:
 * - `REVOCATION_UNKNOWN`: no fresh CRL spoke for some certificate of the chain (status stays `trusted`)
 * - `WEAK_ALGORITHM`: a certificate of the chain is signed over SHA-1 or MD5, or has a short RSA key (status stays)
 * - `MIXED_ALGORITHMS`: SM2 keys and others stand in one chain, so that the national algorithms alone don't carry it (status stays)
 * - `NO_TRUST_ANCHOR`: no path leads to one of the given anchors (status `unknown`)
 */
export type ChainReason =
  | 'REVOCATION_UNKNOWN'
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
  at: Date /* the moment the signature is known to have existed */;
  purpose: ChainPurpose;
};

export type ChainResult = {
  status: 'trusted' | 'untrusted' | 'unknown';
  reasons: ChainReason[];
  chain: Uint8Array[] /* leaf first; ends with the anchor where one was reached */;
};
