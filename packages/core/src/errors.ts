/** HTTP status of each error code: the one list of what core may refuse. Texts for people live in the web app's messages. */
const STATUS = {
  INVALID_INPUT: 400,
  UNAUTHENTICATED: 401,
  LOGIN_FAILED: 401,
  CODE_WRONG: 400,
  CODE_EXPIRED: 400,
  CODE_TOO_MANY_ATTEMPTS: 429,
  RATE_LIMITED: 429,
  FORBIDDEN: 403,
  OPERATOR_ONLY: 403,
  NOT_FOUND: 404,
  LINK_EXPIRED: 410,
  CONFLICT: 409,
  EMAIL_TAKEN: 409,
  MEMBER_EXISTS: 409,
  MEMBER_DISABLED: 409,
  MEMBER_SELF: 403,
  LAST_SUPER_ADMIN: 409,
  ROLE_NOT_GRANTABLE: 403,
  INVITATION_OPEN: 409,
  INVITATION_ACCEPTED: 409,
  INVITATION_REVOKED: 410,
  INVITATION_EXPIRED: 410,
  INVITATION_OTHER_ADDRESS: 403,
  PASSWORD_TOO_SHORT: 400,
  CREDIT_CODE_INVALID: 400,
  IDENTITY_REJECTED: 400,
  IDENTITY_REQUIRED: 409,
  ENTERPRISE_EXISTS: 409,
  TENANT_OPENING: 409,
  FILE_EMPTY: 400,
  FILE_TOO_LARGE: 413,
  FILE_TYPE_UNSUPPORTED: 415,
  FILE_TYPE_MISMATCH: 415,
  PDF_ENCRYPTED: 422,
  PDF_DAMAGED: 422,
  PDF_NOT_A_PDF: 422,
  PDF_TOO_MANY_PAGES: 422,
  PDF_XFA: 422,
  PDF_SIGNED_LOCKED: 422,
  PDF_UNSUPPORTED: 422,
  CONVERSION_UNAVAILABLE: 503,
  CONVERSION_FAILED: 422,
  CONVERSION_TIMEOUT: 503,
  CONVERSION_MACROS: 422,
  CONVERSION_ENCRYPTED: 422,
  CONTRACT_STATE: 409,
  CONTRACT_NOT_COMPLETED: 409,
  CONTRACT_INCOMPLETE: 409,
  CONTRACT_EXPIRED: 409,
  DOCUMENTS_TOO_MANY: 422,
  DOCUMENTS_TOO_LARGE: 413,
  DEADLINE_INVALID: 400,
  CONTROL_INVALID: 400,
  NOT_YOUR_TURN: 409,
  ALREADY_SIGNED: 409,
  SEAL_NOT_USABLE: 403,
  SEAL_OF_ANOTHER: 403,
  SEAL_NAME_TAKEN: 409,
  SEAL_TEXT_TOO_LONG: 400,
  SEAL_CHARACTER_MISSING: 400,
  SEAL_PARTS_COLLIDE: 400,
  SEAL_SIZE: 400,
  IMAGE_TYPE_UNSUPPORTED: 415,
  IMAGE_ANIMATED: 422,
  IMAGE_DAMAGED: 422,
  IMAGE_TOO_MANY_PIXELS: 422,
  IMAGE_NO_INK: 422,
  IMAGE_ALL_INK: 422,
  IMAGE_RESOLUTION_LOW: 422,
  SEAL_REQUIRED: 400,
  SEAL_CHANGED: 409,
  SIGNATURE_REQUIRED: 400,
  VALUE_REQUIRED: 400,
  VALUE_TOO_LONG: 400,
  VALUE_DOES_NOT_FIT: 400,
  FONT_LACKS_CHARACTER: 422,
  VERIFICATION_BUSY: 503,
  DOCUMENTS_CHANGED: 409,
  ALGORITHM_UNAVAILABLE: 409,
  PROVIDER_MISSING: 503,
  CA_NOT_BUILT_IN: 409,
  PROVIDER_FAILED: 503,
  TIMESTAMP_UNAVAILABLE: 503,
  ACTIVATION_MISSING: 409,
  ACTIVATION_SPENT: 409,
  ACTIVATION_EXPIRED: 409,
  CERTIFICATE_REVOKED: 409,
  SIGNATURE_REFUSED: 500,
  VALIDATION_DATA_MISSING: 503,
  LEVEL_NOT_REACHED: 500,
  TSA_CERTIFICATE_ENDING: 503,
  INTERNAL: 500,
} as const;

export type CoreErrorCode = keyof typeof STATUS;

export type CoreErrorDetails = {
  /** What the code's text needs, e.g. `{ maxMegabytes: 50 }`. Never a secret or personal data. */
  params?: Record<string, string | number>;
  /** The input field at fault, for forms. */
  field?: string;
  /** Each fault by JSON pointer (RFC 6901) into the thing it is about, where there are several. */
  errors?: { pointer: string; detail: string }[];
  /** May the same request succeed later without a change? */
  retryable?: boolean;
  cause?: unknown;
};

/** The only error core throws on purpose: a code that is mapped to a status and a translated text in one place. */
export class CoreError extends Error {
  override readonly name = 'CoreError';
  readonly code: CoreErrorCode;
  readonly status: number;
  readonly retryable: boolean;
  readonly params: Record<string, string | number>;
  readonly field: string | undefined;
  readonly errors: { pointer: string; detail: string }[] | undefined;

  constructor(code: CoreErrorCode, message: string, details: CoreErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = STATUS[code];
    this.retryable = details.retryable ?? STATUS[code] === 503;
    this.params = details.params ?? {};
    this.field = details.field;
    this.errors = details.errors;
  }
}

export const coreErrorCodes = Object.keys(STATUS) as CoreErrorCode[];

/** Is this code one of core's? Used where errors of the other packages share our codes (PDF_…, CONVERSION_…). */
export function isCoreErrorCode(code: string): code is CoreErrorCode {
  return Object.hasOwn(STATUS, code);
}

/** What lower packages call otherwise. */
const RENAMED: Readonly<Record<string, CoreErrorCode>> = {
  PDF_EMPTY: 'FILE_EMPTY',
  PDF_TOO_LARGE: 'FILE_TOO_LARGE',
  PDF_CHANGES_FORBIDDEN: 'PDF_SIGNED_LOCKED',
  PDF_ALREADY_SIGNED: 'PDF_SIGNED_LOCKED',
};

/** Turns a coded error of a lower package into core's, keeping its code where core knows it. */
export function asCoreError(
  error: unknown,
  fallback: CoreErrorCode,
  details: Pick<CoreErrorDetails, 'params' | 'field'> = {},
): CoreError {
  if (error instanceof CoreError) return error;
  const named = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const code = RENAMED[named] ?? (isCoreErrorCode(named) ? named : fallback);
  const message = error instanceof Error ? error.message : String(error);
  const retryable =
    error instanceof Error && 'retryable' in error && typeof error.retryable === 'boolean'
      ? { retryable: error.retryable }
      : {};
  return new CoreError(code, message, { cause: error, ...retryable, ...details });
}
