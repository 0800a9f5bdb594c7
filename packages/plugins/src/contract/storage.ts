import type { HealthChecked } from './health.ts';

/**
 * Keeps blobs under content addresses such as `sha256/ab/<64 hex>`, with lower-case folders before it where wanted
 * (`contentAddress` makes one, `checkStorageKey` is the grammar).
 *
 * - `put` is atomic (a reader sees all of it or nothing), durable once it resolves, and may be repeated. Content
 *   that isn't the key's is refused (STORAGE_CONTENT_MISMATCH), any other key as well (STORAGE_KEY).
 * - `get` throws STORAGE_NOT_FOUND, or STORAGE_CORRUPT if the bytes no longer match their address.
 * - `delete` of what isn't there succeeds.
 */
export interface StorageProvider extends HealthChecked {
  put(key: string, bytes: Uint8Array, meta?: { contentType?: string }): Promise<void>;
  get(key: string): Promise<Uint8Array>;
  has(key: string): Promise<boolean>;
  delete(key: string): Promise<void>;
}
