/**
 * Why an operation of this package failed. PDF codes are named by the PDF modules (`PDF_ENCRYPTED`, …);
 * all others are listed here.
 */
export type CryptoErrorCode =
  | 'ASN1_INVALID'
  | 'KEY_INVALID'
  | 'SM2_UNAVAILABLE'
  | 'SEALING_KEY_INVALID'
  | 'UNSEAL_FAILED'
  | 'PEM_INVALID'
  | 'CERTIFICATE_INVALID'
  | 'CERTIFICATE_INPUT_INVALID'
  | 'CRL_INVALID'
  | 'CRL_INPUT_INVALID'
  | 'CMS_INVALID'
  | 'CMS_INPUT_INVALID'
  | 'TIMESTAMP_INPUT_INVALID'
  | 'TIMESTAMP_REJECTED'
  | 'TIMESTAMP_INVALID'
  | 'TIMESTAMP_MISMATCH'
  | 'TIMESTAMP_UNTRUSTWORTHY'
  | 'OCSP_INPUT_INVALID'
  | 'OCSP_INVALID'
  | 'OCSP_REFUSED'
  | 'OCSP_MISMATCH'
  | 'OCSP_UNTRUSTWORTHY'
  | 'OCSP_STALE'
  | 'CONTENTS_TOO_SMALL'
  | 'MEMORY_TOO_SMALL'
  | 'APPEARANCE_INVALID'
  | 'FONT_INVALID'
  | 'FONT_LACKS_CHARACTER'
  | 'IMAGE_INVALID'
  | 'SIGNATURE_ALREADY_EMBEDDED'
  | 'BYTE_RANGE_INVALID'
  | 'FIELD_MISSING'
  | 'FIELD_NAME_TAKEN'
  | 'FIELD_ALREADY_SIGNED'
  | 'FIELD_ALREADY_FILLED'
  | 'FIELD_NOT_OF_SIGNATURE'
  | 'FIELD_CONSTRAINED'
  | 'CONTROL_INVALID'
  | `PDF_${string}`;

/** The one error of this package: `code` for programs, `message` says what to do, `retryable` whether to try again. */
export class CryptoError extends Error {
  readonly code: CryptoErrorCode;
  readonly retryable: boolean;

  constructor(
    code: CryptoErrorCode,
    message: string,
    options: { cause?: unknown; retryable?: boolean } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CryptoError';
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
