import type { Health } from './health.ts';

/** What a data key is for. It unwraps only under exactly the same words. */
export type KeyContext = {
  /** UUID of the tenant; the platform's own for keys of the platform. */
  tenantId: string;
  purpose: string;
};

/** A data key as it may be stored: `wrapped` opens only with the master key of that ID. */
export type WrappedKey = { masterKeyId: string; wrapped: Uint8Array };

/**
 * The master keys of an installation: they wrap data keys, and nothing else. Several are known at once, so that what an
 * earlier one wrapped can be unwrapped and wrapped anew. Data keys pass through; neither they nor a master key are kept,
 * logged or put into an error.
 *
 * Every method throws PluginError: MASTER_KEY_UNKNOWN for a key that isn't among `keyIds`, MASTER_KEY_REFUSED when the
 * wrapped octets or their context are not the ones that were wrapped, MASTER_KEY_UNAVAILABLE when the place where the key
 * is can't be asked (`retryable` says whether it may be asked again).
 */
export type MasterKeys = {
  /** The key that wraps from now on. The ID names the key; it is no secret and stays the same for ever. */
  readonly currentKeyId: string;
  /** Every key that can unwrap, the current one first. */
  readonly keyIds: readonly string[];
  /** @param dataKey 32 octets; left as it is */
  wrap(dataKey: Uint8Array, context: KeyContext): Promise<WrappedKey>;
  /** @returns a copy that is the caller's own */
  unwrap(key: WrappedKey, context: KeyContext): Promise<Uint8Array>;
  /** Whether the current key can be used now. Resolves also when it can't. */
  healthCheck(): Promise<Health>;
  close(): Promise<void>;
};
