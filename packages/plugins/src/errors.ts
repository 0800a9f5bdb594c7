/** Codes of everything that a plug-in, the registry or the egress client can refuse. Each is stable: callers map them to texts. */
export type PluginErrorCode =
  | 'PLUGIN_UNKNOWN'
  | 'PLUGIN_DUPLICATE'
  | 'PLUGIN_DEFINITION_INVALID'
  | 'PLUGIN_CONTRACT_VERSION'
  | 'PLUGIN_CONFIG_INVALID'
  | 'PLUGIN_START_FAILED'
  | 'PLUGIN_STATE_INVALID'
  | 'PROVIDER_REFUSED'
  | 'PROVIDER_UNAVAILABLE'
  | 'EGRESS_ALLOW_LIST'
  | 'EGRESS_URL'
  | 'EGRESS_HEADER'
  | 'EGRESS_ADDRESS_REFUSED'
  | 'EGRESS_DNS'
  | 'EGRESS_REDIRECT'
  | 'EGRESS_TOO_LARGE'
  | 'EGRESS_TIMEOUT'
  | 'EGRESS_CONNECTION'
  | 'NTP_SERVER'
  | 'NTP_TIMEOUT'
  | 'NTP_REFUSED'
  | 'NTP_UNSYNCHRONISED'
  | 'STORAGE_NOT_FOUND'
  | 'STORAGE_KEY'
  | 'STORAGE_CONTENT_MISMATCH'
  | 'STORAGE_CORRUPT'
  | 'STORAGE_UNAVAILABLE'
  | 'CA_REQUEST'
  | 'CA_REQUEST_CONFLICT'
  | 'CA_KEY_MISMATCH'
  | 'CA_VALIDITY'
  | 'CA_CERTIFICATE_UNKNOWN'
  | 'CA_CERTIFICATE_REVOKED'
  | 'CA_AUTHORITY_UNKNOWN'
  | 'CA_REVOCATION_REASON'
  | 'CA_REVOCATION_DATE'
  | 'TIMESTAMP_DIGEST'
  | 'TIMESTAMP_REFUSED'
  | 'TIMESTAMP_CLOCK'
  | 'TIMESTAMP_INVALID'
  | 'TIMESTAMP_MISMATCH'
  | 'TIMESTAMP_UNTRUSTED'
  | 'TIMESTAMP_TIME'
  | 'IDENTITY_REQUEST'
  | 'NOTIFICATION_CHANNEL'
  | 'NOTIFICATION_ADDRESS'
  | 'NOTIFICATION_LINK'
  | 'NOTIFICATION_TEXT'
  | 'NOTIFICATION_CONFLICT'
  | 'CONVERSION_UNAVAILABLE'
  | 'CONVERSION_FAILED'
  | 'CONVERSION_TIMEOUT'
  | 'CONVERSION_NOT_A_DOCUMENT'
  | 'CONVERSION_MACROS'
  | 'CONVERSION_ENCRYPTED'
  | 'CONVERSION_TOO_LARGE'
  | 'EVIDENCE_REQUEST'
  | 'EVIDENCE_CONFLICT'
  | 'MASTER_KEY_CONFIG'
  | 'MASTER_KEY_UNKNOWN'
  | 'MASTER_KEY_REFUSED'
  | 'MASTER_KEY_UNAVAILABLE';

/** One thing wrong with a configuration. `message` never repeats a secret. */
export type ConfigIssue = { path: string; message: string };

/**
 * The one error of this package.
 *
 * `retryable` says whether the same call may succeed later without anybody changing anything.
 * `issues` is filled for PLUGIN_CONFIG_INVALID only.
 */
export class PluginError extends Error {
  readonly code: PluginErrorCode;
  readonly retryable: boolean;
  readonly issues: readonly ConfigIssue[];

  constructor(
    code: PluginErrorCode,
    message: string,
    options: { retryable?: boolean; cause?: unknown; issues?: readonly ConfigIssue[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PluginError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.issues = options.issues ?? [];
  }
}
