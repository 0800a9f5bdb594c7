/** HTTP status of what the site itself refuses, before core is asked. */
const STATUS = {
  BODY_INVALID: 400,
  ORIGIN_FOREIGN: 403,
  METHOD_NOT_ALLOWED: 405,
  BODY_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
} as const;

export type WebErrorCode = keyof typeof STATUS;

export const webErrorCodes = Object.keys(STATUS) as WebErrorCode[];

/** What the HTTP layer refuses; its texts stand beside core's in messages/. */
export class WebError extends Error {
  override readonly name = 'WebError';
  readonly code: WebErrorCode;
  readonly status: number;
  readonly retryable = false;
  readonly params: Record<string, string | number>;
  readonly field = undefined;

  constructor(code: WebErrorCode, message: string, params: Record<string, string | number> = {}) {
    super(message);
    this.code = code;
    this.status = STATUS[code];
    this.params = params;
  }
}
