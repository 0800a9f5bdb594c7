import type { SigningKey } from '../keys/key-algorithm.ts';

/** The name attributes we write (RFC 5280 §4.1.2.6, X.520). Text is Unicode; `country` two letters. */
export type DistinguishedName = {
  commonName: string;
  organization?: string;
  organizationalUnit?: string;
  country?: string;
  serialNumber?: string /* 2.5.4.5, of the subject, not of the certificate */;
  organizationIdentifier?: string /* 2.5.4.97, e.g. a unified social credit code */;
};

/** `event`: for one signing and a key that is destroyed after it, whoever the signer is. */
export type CertificateProfile =
  | 'root'
  | 'issuing-ca'
  | 'person'
  | 'enterprise'
  | 'event'
  | 'platform'
  | 'tsa'
  | 'ocsp-responder';

/** What a one-time certificate was issued for. */
export type EventBinding = {
  contract: string /* ID of the contract, 1 to 64 printable characters */;
  /** SHA-256 over what the signer agreed to; the same wherever it is kept as evidence. */
  evidence?: Uint8Array;
};

export type CertificateInput = {
  profile: CertificateProfile;
  subject: DistinguishedName;
  publicKey: Uint8Array /* SubjectPublicKeyInfo DER */;
  issuer: 'self' | { certificate: Uint8Array };
  issuerKey: SigningKey;
  serialNumber: Uint8Array /* 16 random octets, read as an unsigned integer */;
  notBefore: Date;
  notAfter: Date;
  crlUrl?: string;
  caIssuersUrl?: string;
  ocspUrl?: string;
  policyOid?: string;
  email?: string;
  event?: EventBinding /* with the profile `event`, and only with it */;
};

/** What an authority certifies, without the authority. */
export type CertifiedInput = Omit<CertificateInput, 'issuer' | 'issuerKey'>;

export type RevokedEntry = {
  serialNumber: Uint8Array /* of the certificate, unsigned big-endian */;
  revokedAt: Date;
  reason?: number /* CRLReason, RFC 5280 §5.3.1 */;
};

export type CrlInput = {
  issuer: { certificate: Uint8Array };
  issuerKey: SigningKey;
  crlNumber: bigint | number;
  thisUpdate: Date;
  nextUpdate: Date;
  revoked: RevokedEntry[];
  /** Certificates that expired since then stay listed (X.509 expiredCertsOnCRL): of a CA that never drops one, its own start. */
  keepsExpiredSince?: Date;
};

/** `text` is the whole name, RFC 4514 (most specific part first); the rest are its first values. */
export type DescribedName = Partial<DistinguishedName> & { text: string };

export type CertificateDescription = {
  subject: DescribedName;
  issuer: DescribedName;
  serialNumber: string /* hex, lower case, no sign octet */;
  notBefore: Date;
  notAfter: Date;
  publicKeyAlgorithm: string /* e.g. ec-p256, rsa-2048, sm2 */;
  isCa: boolean;
  keyUsage: string[] /* e.g. digitalSignature */;
  extendedKeyUsage: string[] /* OIDs */;
  subjectKeyId?: string /* hex */;
  event?: EventBinding /* of a one-time certificate */;
  ocspUrls: string[];
  caIssuersUrls: string[];
  crlUrls: string[] /* where it says its CRL is; whoever wrote it may have written anything; so may the others */;
  fingerprint: string /* SHA-256, hex */;
};
