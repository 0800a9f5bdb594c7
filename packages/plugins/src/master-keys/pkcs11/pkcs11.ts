import { randomBytes } from 'node:crypto';
import { CryptoError, seal, unseal } from '@chopmark/crypto';
import type { KeyContext, MasterKeys } from '../../contract/master-keys.ts';
import { PluginError } from '../../errors.ts';
import { unknownMasterKey, unwrapRefused } from '../refusals.ts';
import { cipherNamed, cipherOf, type MechanismName, mechanismNames, type TokenCipher } from './mechanisms.ts';
import { asUnavailable, codeOf, openToken, type Pkcs11Settings, type Token } from './token.ts';

const MASTER_ID = /^pkcs11:/;

/**
 * Master keys that never leave a PKCS#11 token. AES-GCM takes the context as additional data. A token without it wraps an
 * intermediate key instead, made for this one data key, under which the data key is sealed here with its context: then
 * the seal notices every change, also of what the token wrapped.
 *
 * Wrapped form: one octet that names the mechanism, then for AES-GCM the token's octets; otherwise one octet with the
 * length of the wrapped intermediate key, that key, and the seal.
 */
export async function pkcs11MasterKeys(settings: Pkcs11Settings): Promise<MasterKeys> {
  const token = await openToken(settings);
  const idOf = (label: string) => `pkcs11:${settings.token}/${label}`;
  const keys = new Map(settings.keys.map((label) => [idOf(label), label]));
  for (const label of settings.keys) token.key(label);
  const [currentKeyId = ''] = keys.keys();
  const cipher = cipherOf(token, settings.mechanism);
  const handleOf = (id: string) => {
    const label = MASTER_ID.test(id) ? keys.get(id) : undefined;
    if (!label) throw unknownMasterKey(id);
    try {
      return token.key(label);
    } catch (error) {
      throw asUnavailable(error);
    }
  };
  const wrap: MasterKeys['wrap'] = (dataKey, context) =>
    token.inTurn(async () => {
      const input = { token, cipher, key: handleOf(currentKeyId), aad: contextOctets(context) };
      return { masterKeyId: currentKeyId, wrapped: await refusing(() => wrapWith(input, dataKey)) };
    });
  return {
    currentKeyId,
    keyIds: [...keys.keys()],
    wrap,
    unwrap: ({ masterKeyId, wrapped }, context) =>
      token.inTurn(async () => {
        const key = handleOf(masterKeyId);
        const name = mechanismNames[wrapped[0] ?? -1];
        if (!name || wrapped.length < 30) throw unwrapRefused();
        const input = { token, cipher: cipherNamed(name), key, aad: contextOctets(context) };
        return refusing(() => unwrapWith(input, wrapped.subarray(1)));
      }),
    healthCheck: () => health(() => wrap(new Uint8Array(32), { tenantId: 'none', purpose: 'health' })),
    close: async () => token.inTurn(async () => token.close()),
  };
}

type Wrapping = { token: Token; cipher: TokenCipher; key: Buffer; aad: Uint8Array };

const marked = (name: MechanismName, ...parts: Uint8Array[]) =>
  new Uint8Array(Buffer.concat([Buffer.of(mechanismNames.indexOf(name)), ...parts]));

async function wrapWith({ token, cipher, key, aad }: Wrapping, dataKey: Uint8Array): Promise<Uint8Array> {
  if (cipher.name === 'AES_GCM') {
    return marked(cipher.name, await cipher.encrypt(token, key, dataKey, aad));
  }
  const intermediate = new Uint8Array(randomBytes(32));
  try {
    const wrapped = await cipher.encrypt(token, key, intermediate, aad);
    return marked(cipher.name, Buffer.of(wrapped.length), wrapped, seal(intermediate, dataKey, aad));
  } finally {
    intermediate.fill(0);
  }
}

async function unwrapWith({ token, cipher, key, aad }: Wrapping, octets: Uint8Array): Promise<Uint8Array> {
  if (cipher.name === 'AES_GCM') return cipher.decrypt(token, key, octets, aad);
  const end = 1 + (octets[0] ?? 0);
  const intermediate = await cipher.decrypt(token, key, octets.subarray(1, end), aad);
  try {
    return unseal(intermediate, octets.subarray(end), aad);
  } finally {
    intermediate.fill(0);
  }
}

const contextOctets = ({ tenantId, purpose }: KeyContext) =>
  new TextEncoder().encode(JSON.stringify([tenantId, purpose]));

/** CKR_… of a token that was handed octets it did not make; which of them is the token's own taste. */
const REFUSALS = new Set([
  0x05, // GENERAL_ERROR: SoftHSM's word for a wrong tag
  0x20, // DATA_INVALID
  0x21, // DATA_LEN_RANGE
  0x40, // ENCRYPTED_DATA_INVALID
  0x41, // ENCRYPTED_DATA_LEN_RANGE
  0x110, // WRAPPED_KEY_INVALID
  0x112, // WRAPPED_KEY_LEN_RANGE
]);

async function refusing<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof PluginError) throw error;
    const code = codeOf(error);
    if (error instanceof CryptoError || (code !== undefined && REFUSALS.has(code)))
      throw unwrapRefused(error);
    throw asUnavailable(error);
  }
}

async function health(probe: () => Promise<unknown>) {
  try {
    await probe();
    return { ok: true, message: { 'zh-CN': '令牌中的主密钥可用。', en: "The token's key can be used." } };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    return {
      ok: false,
      message: { 'zh-CN': `令牌中的主密钥不可用：${why}`, en: `The token's key can't be used: ${why}` },
    };
  }
}
