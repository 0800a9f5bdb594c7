export { assembleSignature, type SignatureParts } from './cms/assemble-signature.ts';
export { parseSignature } from './cms/parse-signature.ts';
export type {
  EssCertificateId,
  ParsedSignature,
  SignatureCheck,
  SignatureReason,
} from './cms/parsed-signature.ts';
export { type SignedAttributesInput, signedAttributes } from './cms/signed-attributes.ts';
export { verifySignature } from './cms/verify-signature.ts';
export { CryptoError, type CryptoErrorCode } from './errors.ts';
export { type DigestAlgorithm, digestOf, type SigningDigest } from './keys/digest-algorithm.ts';
export { generateKeyPair } from './keys/generate-key-pair.ts';
export type { KeyAlgorithm, KeyPair, SigningKey } from './keys/key-algorithm.ts';
export { describePublicKey, publicKeyDetails } from './keys/public-key.ts';
export { digestForKey, signingFunction, signWithKey } from './keys/sign-with-key.ts';
export type { SignatureScheme } from './keys/signature-scheme.ts';
export { hasSm2 } from './keys/sm2-support.ts';
export { type OcspRequestInput, ocspRequest } from './ocsp/ocsp-request.ts';
export {
  asksAbout,
  type OcspResponseInput,
  type OcspStatus,
  ocspResponse,
} from './ocsp/ocsp-response.ts';
export {
  describeOcspResponse,
  type OcspAnswer,
  type OcspDescription,
  type OcspReadInput,
  readOcspResponse,
} from './ocsp/read-ocsp-response.ts';
export { type OcspFailure, ocspFailure } from './ocsp/response-status.ts';
export type { Allocate } from './pdf/append-revision.ts';
export type { Control } from './pdf/control.ts';
export { type CrossPageSealInput, type CrossPageSlice, crossPageSlices } from './pdf/cross-page-seal.ts';
export { type ByteRange, embedSignature } from './pdf/embed-signature.ts';
export type { SealSlice } from './pdf/fill-fields.ts';
export { inspectPdf, type PdfInspection } from './pdf/inspect-pdf.ts';
export { type MeasuredText, measureTexts } from './pdf/measure-texts.ts';
export type { PdfLimits } from './pdf/open-pdf.ts';
export type { FlatText } from './pdf/page-drawing.ts';
export type { Rect } from './pdf/page-geometry.ts';
export { type PrepareInput, prepareDocument } from './pdf/prepare-document.ts';
export type { SignatureRevision } from './pdf/reserved-signature.ts';
export type { Appearance } from './pdf/seal-appearance.ts';
export {
  buildSecurityStoreRevision,
  type RelatedData,
  type SecurityStoreInput,
} from './pdf/security-store-revision.ts';
export { type SigningIdentity, type SignPdfInput, signPdf } from './pdf/sign-pdf.ts';
export { buildSignatureRevision, type SignatureRevisionInput } from './pdf/signature-revision.ts';
export type { SealPath } from './pdf/svg-path.ts';
export { buildTimestampRevision, type TimestampRevisionInput } from './pdf/timestamp-revision.ts';
export { defaultLimits, type ReaderLimits } from './pdf-reader/limits.ts';
export { seal, unseal } from './sealing/seal.ts';
export { readTimestampResponse } from './timestamp/read-timestamp-response.ts';
export { type TimestampRequestInput, timestampRequest } from './timestamp/timestamp-request.ts';
export {
  type TimestampResponseInput,
  timestampRefusal,
  timestampResponse,
} from './timestamp/timestamp-response.ts';
export type { TimestampCheck, TimestampInfo, TimestampReason } from './timestamp/timestamp-types.ts';
export { verifyTimestampToken } from './timestamp/verify-timestamp-token.ts';
export { certificatesIn } from './verify/certificates-in.ts';
export { explain, explainCode } from './verify/explain.ts';
export {
  planSecurityStore,
  type SecurityStorePlanInput,
  type SignaturePlan,
} from './verify/plan-security-store.ts';
export type {
  ChangeKind,
  Coverage,
  DocumentChange,
  Indication,
  RevocationReport,
  SignatureDetails,
  SignatureLevel,
  SignaturePlace,
  SignatureReport,
  SignatureVerdict,
  SubIndication,
  TimestampReport,
  Trust,
  Verdict,
  VerificationReport,
  Warning,
} from './verify/report.ts';
export { type SecondOpinion, secondOpinion } from './verify/second-opinion.ts';
export { type VerifyInput, verifyPdf } from './verify/verify-pdf.ts';
export type {
  CertificateDescription,
  CertificateInput,
  CertificateProfile,
  CrlInput,
  DescribedName,
  DistinguishedName,
  EventBinding,
  RevokedEntry,
} from './x509/certificate-types.ts';
export type {
  ChainInput,
  ChainPurpose,
  ChainReason,
  ChainResult,
  RevocationFinding,
} from './x509/chain-types.ts';
export { describeCertificate, summarizeCertificate } from './x509/describe-certificate.ts';
export { isCrl } from './x509/is-crl.ts';
export { certificateIssuer, issueCertificate } from './x509/issue-certificate.ts';
export { issueCrl } from './x509/issue-crl.ts';
export { pemDecode, pemEncode } from './x509/pem.ts';
export type { MissingData } from './x509/prove-chain.ts';
export { isIssuedBy } from './x509/signed-by.ts';
export { joinData, type ValidationData } from './x509/validation-data.ts';
export { verifyChain } from './x509/verify-chain.ts';
