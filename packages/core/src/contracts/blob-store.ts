import type { Core } from '../context.ts';
import { sameBytes, sha256, toHex } from '../digest.ts';
import { CoreError } from '../errors.ts';

/** Stores bytes content-addressed with the owner's storage provider. @returns their SHA-256 */
export async function putBlob(
  core: Core,
  tenantId: string,
  bytes: Uint8Array,
  contentType = 'application/pdf',
): Promise<Uint8Array<ArrayBuffer>> {
  const digest = sha256(bytes);
  const storage = await core.providers.of(tenantId, 'storage');
  await storage.put(keyOf(digest), bytes, { contentType });
  return digest;
}

/** @throws CoreError PROVIDER_FAILED when what comes back isn't what was stored */
export async function getBlob(core: Core, tenantId: string, digest: Uint8Array): Promise<Uint8Array> {
  const storage = await core.providers.of(tenantId, 'storage');
  const bytes = await storage.get(keyOf(digest));
  if (!sameBytes(sha256(bytes), digest)) {
    throw new CoreError(
      'PROVIDER_FAILED',
      'the storage gave back other bytes than were stored; call the operator',
    );
  }
  return bytes;
}

const keyOf = (digest: Uint8Array) => `sha256/${toHex(digest).slice(0, 2)}/${toHex(digest)}`;
