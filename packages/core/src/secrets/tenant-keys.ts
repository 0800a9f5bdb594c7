import { createHmac } from 'node:crypto';
import type { Database } from '@chopmark/db';
import type { MasterKeys } from '@chopmark/plugins';
import { CoreError } from '../errors.ts';
import { ensurePlatformTenant, PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { createDataKeys, type DataKeyOwner, type DataKeys } from './data-keys.ts';
import { sealedFor, sealValue, unsealValue, versionOf } from './sealed-value.ts';

const text = new TextEncoder();

/**
 * Envelope encryption: every tenant has a data key, wrapped by a master key with the tenant's ID and the key's purpose as
 * context; what a tenant keeps secret is sealed under its data key with a purpose, so that a sealed value cannot be moved
 * to another tenant or another column. Sealed values name the version of their data key.
 */
export type TenantKeys = {
  seal(tenantId: string, purpose: string, plaintext: Uint8Array | string): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws CryptoError UNSEAL_FAILED, CoreError FORBIDDEN for a signer's key */
  unseal(tenantId: string, purpose: string, sealed: Uint8Array): Promise<Uint8Array>;
  unsealText(tenantId: string, purpose: string, sealed: Uint8Array): Promise<string>;
  /** Platform-wide secrets, e.g. an account's e-mail address. */
  sealPlatform(purpose: string, plaintext: string): Promise<Uint8Array<ArrayBuffer>>;
  unsealPlatform(purpose: string, sealed: Uint8Array): Promise<string>;
  /** A keyed hash to look a sealed value up by. */
  lookupHash(purpose: string, value: string): Uint8Array<ArrayBuffer>;
  /** For custody and rotation alone, which hand keys to the threads that use them. */
  dataKeys: DataKeys;
  masterKeys: MasterKeys;
  close(): Promise<void>;
};

/** Opens the installation's keys; the database must be migrated. @throws PluginError MASTER_KEY_… */
export async function openTenantKeys(parts: {
  masterKeys: MasterKeys;
  db: Database;
  now(): Date;
}): Promise<TenantKeys> {
  await ensurePlatformTenant(parts.db, parts.now());
  const dataKeys = createDataKeys(parts);
  const { key: lookupKey } = await dataKeys.current({ tenantId: PLATFORM_TENANT_ID, purpose: 'lookup' });

  const sealFor = async (owner: DataKeyOwner, plaintext: Uint8Array | string, aad: Uint8Array) => {
    const current = await dataKeys.current(owner);
    return overwriting(current.key, () => sealValue(current, bytes(plaintext), aad));
  };
  const unseal = async (tenantId: string, purpose: string, sealed: Uint8Array) => {
    refuseSignerKey(tenantId, purpose);
    return open(dataKeys, { tenantId, purpose: 'tenant' }, sealed, sealedFor(tenantId, purpose));
  };
  const platform = { tenantId: PLATFORM_TENANT_ID, purpose: 'platform' } as const;
  return {
    seal: (tenantId, purpose, plaintext) =>
      sealFor({ tenantId, purpose: 'tenant' }, plaintext, sealedFor(tenantId, purpose)),
    unseal,
    unsealText: async (tenantId, purpose, sealed) => decode(await unseal(tenantId, purpose, sealed)),
    sealPlatform: (purpose, plaintext) => sealFor(platform, plaintext, sealedFor('platform', purpose)),
    unsealPlatform: async (purpose, sealed) =>
      decode(await open(dataKeys, platform, sealed, sealedFor('platform', purpose))),
    lookupHash: (purpose, value) =>
      new Uint8Array(createHmac('sha256', lookupKey).update(`${purpose}\n${value}`).digest()),
    dataKeys,
    masterKeys: parts.masterKeys,
    async close() {
      dataKeys.clear();
      lookupKey.fill(0);
      await parts.masterKeys.close();
    },
  };
}

const bytes = (value: Uint8Array | string) => (typeof value === 'string' ? text.encode(value) : value);
const decode = (value: Uint8Array) => new TextDecoder().decode(value);

async function open(dataKeys: DataKeys, owner: DataKeyOwner, sealed: Uint8Array, aad: Uint8Array) {
  const key = await dataKeys.version(owner, versionOf(sealed));
  return overwriting(key, () => unsealValue(key, sealed, aad));
}

function overwriting<T>(key: Uint8Array, use: () => T): T {
  try {
    return use();
  } finally {
    key.fill(0);
  }
}

/** Purpose of a sealed private key. */
export const keyPurpose = (keyId: string): string => `key/${keyId}`;

/** A signer's key is opened in the signing thread only, against an activation; the platform's own keys serve it alone. */
function refuseSignerKey(tenantId: string, purpose: string): void {
  if (tenantId === PLATFORM_TENANT_ID || !purpose.startsWith(keyPurpose(''))) return;
  throw new CoreError('FORBIDDEN', "a signer's key opens against an activation only");
}
