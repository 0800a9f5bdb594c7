import type { DigestAlgorithm } from '../keys/digest-algorithm.ts';
import type { SignatureScheme } from '../keys/signature-scheme.ts';

/** A certificate's digest in an ESS signing-certificate attribute (RFC 2634 v1, RFC 5035 v2). */
export type EssCertificateId = {
  digestAlgorithm: DigestAlgorithm | undefined /* undefined: one we can't compute */;
  digest: Uint8Array;
  version: 1 | 2;
};

/** One CMS SignedData with exactly one signer (RFC 5652), as found in a PDF or a timestamp token. */
export type ParsedSignature = {
  isNational: boolean /* SignedData by the object identifiers of GB/T 35275 instead of CMS */;
  contentType: string /* OID of the encapsulated content */;
  content: Uint8Array | undefined /* encapsulated content; undefined when detached */;
  digestAlgorithm: DigestAlgorithm | undefined /* undefined: one we can't compute */;
  scheme: SignatureScheme | undefined /* undefined: one we can't check */;
  signature: Uint8Array;
  signedAttributes:
    | Uint8Array
    | undefined /* the DER SET OF that was signed; undefined: content signed directly */;
  signedContentType: string | undefined;
  messageDigest: Uint8Array | undefined;
  signingTime: Date | undefined /* the CMS attribute, which PAdES baseline forbids */;
  protectsAlgorithms: boolean /* false: CMSAlgorithmProtection (RFC 6211) names other algorithms */;
  signingCertificate: EssCertificateId | undefined;
  signerCertificate: Uint8Array | undefined /* undefined: not among `certificates` */;
  certificates: Uint8Array[] /* all embedded X.509 certificates, in their order */;
  crls: Uint8Array[] /* from SignedData.crls and the attributes of Adobe (RevocationInfoArchival) and CAdES (RevocationValues) */;
  ocspResponses: Uint8Array[] /* OCSPResponse or BasicOCSPResponse DER, from the same places */;
  timestampToken: Uint8Array | undefined /* id-aa-signatureTimeStampToken */;
  unsignedAttributes: string[] /* OIDs */;
};

/**
 * Why a signature isn't intact. Two are notes that leave it intact: `WEAK_DIGEST` (SHA-1) and
 * `SIGNING_CERTIFICATE_MISSING` (no ESS attribute, as PAdES requires but older formats don't have).
 */
export type SignatureReason =
  | 'WEAK_DIGEST'
  | 'SIGNING_CERTIFICATE_MISSING'
  | 'SIGNING_CERTIFICATE_MISMATCH'
  | 'SIGNER_CERTIFICATE_MISSING'
  | 'ALGORITHM_UNSUPPORTED'
  | 'ALGORITHM_MISMATCH'
  | 'CONTENT_TYPE_MISMATCH'
  | 'MESSAGE_DIGEST_MISSING'
  | 'MESSAGE_DIGEST_MISMATCH'
  | 'CONTENT_REQUIRED'
  | 'SIGNATURE_VALUE_WRONG';

/** Whether signed content and signature agree. Says nothing about trust in the certificate. */
export type SignatureCheck = { intact: boolean; reasons: SignatureReason[] };
