import type { DistinguishedName } from '@chopmark/crypto';
import type { HealthChecked } from './health.ts';

export type IssueRequest = {
  /** The caller's own ID: the same ID with the same content gives the same certificate, with other content CA_REQUEST_CONFLICT. */
  requestId: string;
  profile: 'person' | 'enterprise';
  subject: DistinguishedName;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Uint8Array;
  validityDays: number;
  email?: string;
};

/** DER; `chain` starts with the issuing CA and ends with the root. */
export type IssuedCertificate = { certificate: Uint8Array; chain: Uint8Array[] };

export type RevocationRequest = {
  /** Hexadecimal, as `describeCertificate` gives it. */
  serialNumber: string;
  /** CRLReason of RFC 5280 §5.3.1. */
  reason: number;
  at: Date;
};

export interface CertificateAuthority extends HealthChecked {
  /** Whether the CA holds a licence for electronic certification services (电子认证服务许可证). Shown wherever its certificates are. */
  readonly licensed: boolean;
  /** The issuing CA's certificate first, its root last; DER. */
  chain(): Uint8Array[];
  issue(request: IssueRequest): Promise<IssuedCertificate>;
  /** May be repeated; the first reason and time stay. */
  revoke(request: RevocationRequest): Promise<void>;
  /**
   * The issuing CA's CRL, DER, made now: its number is higher than that of any CRL before, and its thisUpdate is not
   * before any certificate it speaks for.
   */
  crl(): Promise<Uint8Array>;
}
