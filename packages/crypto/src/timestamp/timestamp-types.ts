import type { SignatureReason } from '../cms/parsed-signature.ts';
import type { DigestAlgorithm } from '../keys/digest-algorithm.ts';
import type { DescribedName } from '../x509/certificate-types.ts';

/** What a timestamp token says (RFC 3161 §2.4.2 TSTInfo). */
export type TimestampInfo = {
  time: Date;
  accuracySeconds: number | undefined /* fractions are millis and micros */;
  policy: string /* OID */;
  serialNumber: string /* hex */;
  digestAlgorithm: DigestAlgorithm | undefined /* undefined: one we can't compute */;
  digest: Uint8Array /* messageImprint.hashedMessage */;
  nonce: string | undefined /* hex */;
  ordering: boolean;
  /** What the authority calls itself. A hint only: which certificate it means, its signed attributes say (RFC 3161 §2.4.2). */
  authority: DescribedName | undefined /* undefined: unnamed, or not by a directory name */;
  criticalExtensions: string[] /* OIDs; whoever doesn't know one of them must not rely on the token */;
};

/** Why a token isn't intact: its signature's reasons, it stamps other data, or says what nobody here understands. */
export type TimestampReason = SignatureReason | 'IMPRINT_MISMATCH' | 'TIMESTAMP_EXTENSION_UNKNOWN';

/** A token held against what it should stamp; trust in `tsaCertificate` is verifyChain's business. */
export type TimestampCheck = {
  intact: boolean;
  time: Date;
  accuracy: number | undefined /* seconds */;
  policy: string;
  serialNumber: string /* hex */;
  tsaCertificate: Uint8Array | undefined;
  certificates: Uint8Array[];
  crls: Uint8Array[];
  ocspResponses: Uint8Array[];
  reasons: TimestampReason[];
};
