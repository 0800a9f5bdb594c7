import type { DistinguishedName, EventBinding } from '@chopmark/crypto';
import type { HealthChecked } from './health.ts';
import type { Alongside } from './host.ts';

export type IssueRequest = {
  /** The caller's own ID: the same ID with the same content gives the same certificate, with other content CA_REQUEST_CONFLICT. */
  requestId: string;
  profile: 'person' | 'enterprise';
  subject: DistinguishedName;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Uint8Array;
  validityDays: number;
  email?: string;
  /** The key will be used for this alone and then destroyed. A CA that can write it into the certificate does so. */
  event?: EventBinding;
};

/** DER; `chain` starts with the issuing CA and ends with the root. */
export type IssuedCertificate = { certificate: Uint8Array; chain: Uint8Array[] };

export type RenewalRequest = {
  /** As in IssueRequest. */
  requestId: string;
  /** Of the certificate to renew, hexadecimal. */
  serialNumber: string;
  validityDays: number;
  /** Another key for the same subject, SubjectPublicKeyInfo DER; the same key when left out. */
  publicKey?: Uint8Array;
};

export type RevocationRequest = {
  /** Hexadecimal, as `describeCertificate` gives it. */
  serialNumber: string;
  /** CRLReason of RFC 5280 §5.3.1. */
  reason: number;
  at: Date;
};

/** `unknown`: not one of this CA's. Whether a certificate has expired is written in it. */
export type CertificateStatus =
  | { status: 'good' }
  | { status: 'revoked'; reason: number; at: Date }
  | { status: 'unknown' };

export interface CertificateAuthority extends HealthChecked {
  /** Whether the CA holds a licence for electronic certification services (电子认证服务许可证). Shown wherever its certificates are. */
  readonly licensed: boolean;
  /** The issuing CA's certificate first, its root last; DER. */
  chain(): Uint8Array[];
  /**
   * The certificates of all issuing CAs it speaks for, DER: first the one that issues, then those it took over from, whose
   * certificates can still be revoked and looked up.
   */
  authorities(): Uint8Array[];
  /**
   * @param alongside what the caller keeps of a certificate. An authority that keeps its records in its host's state may have
   *   it written together with them (`putTogether`), so that the caller need not do so afterwards; any other ignores it. It is
   *   called for a certificate that will leave under this request, and no record is kept without what it gave.
   */
  issue(
    request: IssueRequest,
    alongside?: (issued: IssuedCertificate) => Alongside,
  ): Promise<IssuedCertificate>;
  /**
   * A new certificate for the subject of an earlier one, by the CA that issues now. The earlier one stays as it is.
   * @throws PluginError CA_CERTIFICATE_UNKNOWN, CA_CERTIFICATE_REVOKED, CA_REQUEST (one for a single event has no second)
   */
  renew(request: RenewalRequest): Promise<IssuedCertificate>;
  status(serialNumber: string): Promise<CertificateStatus>;
  /** May be repeated; the first reason and time stay. */
  revoke(request: RevocationRequest): Promise<void>;
  /**
   * An issuing CA's CRL, DER, made now: its number is higher than that of any CRL before, and its thisUpdate is not
   * before any certificate it speaks for. It lists the certificates of that CA alone.
   * @param authority one of `authorities()`; the one that issues when left out
   * @throws PluginError CA_AUTHORITY_UNKNOWN
   */
  crl(authority?: Uint8Array): Promise<Uint8Array>;
  /**
   * Answers an OCSP request about certificates of any of its authorities (RFC 6960), OCSPResponse DER. Never throws for what
   * stands in the request: that gets an error status.
   */
  ocsp(request: Uint8Array): Promise<Uint8Array>;
}
