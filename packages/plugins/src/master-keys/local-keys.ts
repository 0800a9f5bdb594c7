import { createHmac } from 'node:crypto';
import { CryptoError, seal, unseal } from '@chopmark/crypto';
import type { KeyContext, MasterKeys } from '../contract/master-keys.ts';
import { masterKeyConfig, unknownMasterKey, unwrapRefused } from './refusals.ts';

const text = new TextEncoder();

/** Keys wrapped before master keys had IDs; see `unwrapOfFirstRelease`. */
const FIRST_RELEASE = 'v1';

/**
 * Master keys that this process holds itself, wherever it has read them: AES-256-GCM under a key derived from each, with
 * the context as additional data. The same key has the same ID in a file and in a variable.
 * @param keys 32 octets each, the current one first
 * @throws PluginError MASTER_KEY_CONFIG
 */
export function localMasterKeys(keys: readonly Uint8Array[]): MasterKeys {
  const masters = keys.map(masterOf);
  const [current] = masters;
  if (!current) throw masterKeyConfig('There is no master key. Configure one of 32 octets.');
  if (new Set(masters.map(({ id }) => id)).size < masters.length) {
    throw masterKeyConfig('A master key is configured twice. Leave one of the two out.');
  }
  return {
    currentKeyId: current.id,
    keyIds: [...masters.map(({ id }) => id), FIRST_RELEASE],
    wrap: async (dataKey, context) => ({
      masterKeyId: current.id,
      wrapped: seal(current.derive('data-keys'), dataKey, contextOctets(context)),
    }),
    async unwrap({ masterKeyId, wrapped }, context) {
      if (masterKeyId === FIRST_RELEASE) return unwrapOfFirstRelease(masters, wrapped, context);
      const master = masters.find(({ id }) => id === masterKeyId);
      if (!master) throw unknownMasterKey(masterKeyId);
      return opened(() => unseal(master.derive('data-keys'), wrapped, contextOctets(context)));
    },
    healthCheck: async () => ({
      ok: true,
      message: { 'zh-CN': '主密钥可用。', en: 'The master key can be used.' },
    }),
    close: async () => undefined,
  };
}

type Master = { id: string; derive(label: string): Uint8Array };

function masterOf(key: Uint8Array): Master {
  if (key.length !== 32) {
    throw masterKeyConfig(`A master key has 32 octets (64 hexadecimal digits), this one ${key.length}.`);
  }
  const own = key.slice();
  const derive = (label: string) =>
    new Uint8Array(createHmac('sha256', own).update(`chopmark/v1/${label}`).digest());
  return { id: `local:${Buffer.from(derive('key-id')).toString('hex').slice(0, 16)}`, derive };
}

/** Unambiguous: the tenant's ID may not smuggle a purpose in. */
const contextOctets = ({ tenantId, purpose }: KeyContext) => text.encode(JSON.stringify([tenantId, purpose]));

function opened(open: () => Uint8Array): Uint8Array {
  try {
    return open();
  } catch (error) {
    throw error instanceof CryptoError ? unwrapRefused(error) : error;
  }
}

/**
 * The first release sealed a tenant's data key with the tenant's ID alone as additional data, and derived the platform's
 * own keys from the master key instead of wrapping them. It knew one master key; here it is whichever fits. Derived keys
 * fit any, so they are the oldest's, which is configured last.
 */
function unwrapOfFirstRelease(
  masters: readonly Master[],
  wrapped: Uint8Array,
  { tenantId, purpose }: KeyContext,
): Uint8Array {
  if (wrapped.length === 0) {
    const oldest = masters.at(-1);
    if (oldest && (purpose === 'platform' || purpose === 'lookup')) return oldest.derive(purpose);
    throw unwrapRefused();
  }
  for (const master of masters) {
    try {
      return unseal(master.derive('data-keys'), wrapped, text.encode(tenantId));
    } catch (error) {
      if (!(error instanceof CryptoError)) throw error;
    }
  }
  throw unwrapRefused();
}
