import { createHmac, randomBytes } from 'node:crypto';
import { seal, unseal } from '@chopmark/crypto';
import type { Database } from '@chopmark/db';
import { CoreError } from '../errors.ts';

const text = new TextEncoder();

/**
 * Envelope encryption: every tenant has a data key, sealed under the master key with the tenant's ID as additional
 * data; what a tenant keeps secret is sealed under its data key with a purpose, so that a sealed value cannot be
 * moved to another tenant or another column.
 */
export type TenantKeys = {
  /** A fresh data key for a tenant, sealed for its row. */
  create(tenantId: string): Uint8Array<ArrayBuffer>;
  seal(tenantId: string, purpose: string, plaintext: Uint8Array | string): Promise<Uint8Array<ArrayBuffer>>;
  unseal(tenantId: string, purpose: string, sealed: Uint8Array): Promise<Uint8Array>;
  unsealText(tenantId: string, purpose: string, sealed: Uint8Array): Promise<string>;
  /** Platform-wide secrets, e.g. an account's e-mail address. */
  sealPlatform(purpose: string, plaintext: string): Uint8Array<ArrayBuffer>;
  unsealPlatform(purpose: string, sealed: Uint8Array): string;
  /** A keyed hash to look a sealed value up by. */
  lookupHash(purpose: string, value: string): Uint8Array<ArrayBuffer>;
};

export function createTenantKeys(masterKey: Uint8Array, db: Database): TenantKeys {
  if (masterKey.length !== 32) throw new CoreError('INTERNAL', 'the master key must be 32 bytes');
  const derive = (label: string) => new Uint8Array(createHmac('sha256', masterKey).update(label).digest());
  const wrappingKey = derive('chopmark/v1/data-keys');
  const platformKey = derive('chopmark/v1/platform');
  const lookupKey = derive('chopmark/v1/lookup');
  const cache = new Map<string, Uint8Array>();

  const dataKey = async (tenantId: string): Promise<Uint8Array> => {
    const cached = cache.get(tenantId);
    if (cached) return cached;
    const tenant = await db.relay.tenant.findUnique({
      where: { id: tenantId },
      select: { dataKeySealed: true },
    });
    if (!tenant) throw new CoreError('NOT_FOUND', 'no such tenant');
    const key = unseal(wrappingKey, tenant.dataKeySealed, text.encode(tenantId));
    cache.set(tenantId, key);
    return key;
  };
  const aad = (scope: string, purpose: string) => text.encode(`${scope}\n${purpose}`);
  const bytes = (value: Uint8Array | string) => (typeof value === 'string' ? text.encode(value) : value);
  const decode = (value: Uint8Array) => new TextDecoder().decode(value);

  return {
    create: (tenantId) => new Uint8Array(seal(wrappingKey, randomBytes(32), text.encode(tenantId))),
    seal: async (tenantId, purpose, plaintext) =>
      new Uint8Array(seal(await dataKey(tenantId), bytes(plaintext), aad(tenantId, purpose))),
    unseal: async (tenantId, purpose, sealed) =>
      unseal(await dataKey(tenantId), sealed, aad(tenantId, purpose)),
    unsealText: async (tenantId, purpose, sealed) =>
      decode(unseal(await dataKey(tenantId), sealed, aad(tenantId, purpose))),
    sealPlatform: (purpose, plaintext) =>
      new Uint8Array(seal(platformKey, text.encode(plaintext), aad('platform', purpose))),
    unsealPlatform: (purpose, sealed) => decode(unseal(platformKey, sealed, aad('platform', purpose))),
    lookupHash: (purpose, value) =>
      new Uint8Array(createHmac('sha256', lookupKey).update(`${purpose}\n${value}`).digest()),
  };
}
