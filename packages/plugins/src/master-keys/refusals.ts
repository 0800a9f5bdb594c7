import { PluginError } from '../errors.ts';

export function unknownMasterKey(masterKeyId: string): PluginError {
  return new PluginError(
    'MASTER_KEY_UNKNOWN',
    `The master key "${masterKeyId}" is not among the configured ones. Configure it again until nothing is wrapped under it any more.`,
  );
}

export function unwrapRefused(cause?: unknown): PluginError {
  return new PluginError(
    'MASTER_KEY_REFUSED',
    'A wrapped key could not be opened: it was changed, or it belongs to something else.',
    { cause },
  );
}

/** @param what names the place and what it said, never a key or a PIN */
export function masterKeyUnavailable(what: string, retryable: boolean, cause?: unknown): PluginError {
  return new PluginError('MASTER_KEY_UNAVAILABLE', what, { retryable, cause });
}

export function masterKeyConfig(message: string, cause?: unknown): PluginError {
  return new PluginError('MASTER_KEY_CONFIG', message, { cause });
}
