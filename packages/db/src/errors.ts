/** What can go wrong between us and the database, apart from errors of a single query. */
export type DbErrorCode =
  | 'EMBEDDED_UNSUPPORTED'
  | 'EMBEDDED_NO_ACCOUNT'
  | 'EMBEDDED_WRONG_OWNER'
  | 'EMBEDDED_WRONG_VERSION'
  | 'EMBEDDED_CREATE_FAILED'
  | 'EMBEDDED_START_FAILED'
  | 'EMBEDDED_STOP_FAILED'
  | 'EMBEDDED_LOCKED'
  | 'MIGRATION_CHANGED'
  | 'MIGRATION_FAILED'
  | 'MIGRATION_NOT_ATOMIC'
  | 'MIGRATION_LOCKED'
  | 'DATABASE_NEWER'
  | 'DATABASE_NAME_INVALID'
  | 'ROLE_TOO_POWERFUL'
  | 'TENANT_ID_INVALID'
  | 'PERSON_ID_INVALID'
  | 'TRANSACTION_NESTED';

/** The one error class of this package. `retryable` says whether the same call may succeed later. */
export class DbError extends Error {
  override readonly name = 'DbError';
  readonly code: DbErrorCode;
  readonly retryable: boolean;

  constructor(code: DbErrorCode, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
