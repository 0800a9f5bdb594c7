import { randomBytes } from 'node:crypto';
import type { Handle, Mechanism } from 'pkcs11js';
import { masterKeyConfig } from '../refusals.ts';
import type { Token } from './token.ts';

export const mechanismNames = ['AES_GCM', 'AES_KEY_WRAP_PAD', 'AES_CBC_PAD'] as const;

export type MechanismName = (typeof mechanismNames)[number];

/** How a token encrypts 32 octets under one of its keys. Only AES-GCM binds `aad`; the others take none. */
export type TokenCipher = {
  name: MechanismName;
  encrypt(token: Token, key: Handle, plaintext: Uint8Array, aad: Uint8Array): Promise<Uint8Array>;
  decrypt(token: Token, key: Handle, ciphertext: Uint8Array, aad: Uint8Array): Promise<Uint8Array>;
};

const IV_LENGTH = { AES_GCM: 12, AES_CBC_PAD: 16 };
const TAG_LENGTH = 16;

/** The best the token offers, or the wanted one. @throws PluginError MASTER_KEY_CONFIG when it has none of them */
export function cipherOf(token: Token, wanted?: string): TokenCipher {
  const { library: p } = token;
  const offered: [TokenCipher, number, number][] = [
    [gcm, p.CKM_AES_GCM, p.CKF_ENCRYPT],
    [keyWrap, p.CKM_AES_KEY_WRAP_PAD, p.CKF_WRAP],
    [cbc, p.CKM_AES_CBC_PAD, p.CKF_ENCRYPT],
  ];
  const found = offered.find(
    ([cipher, type, flag]) => (wanted ?? cipher.name) === cipher.name && can(token, type, flag),
  );
  if (found) return found[0];
  throw masterKeyConfig(`The PKCS#11 token can't do ${wanted ?? mechanismNames.join(', ')}.`);
}

export function cipherNamed(name: MechanismName): TokenCipher {
  return { AES_GCM: gcm, AES_KEY_WRAP_PAD: keyWrap, AES_CBC_PAD: cbc }[name];
}

function can({ library, pkcs11, slot }: Token, type: number, flag: number): boolean {
  try {
    return (pkcs11.C_GetMechanismInfo(slot, type).flags & flag) !== 0;
  } catch (error) {
    if (error instanceof library.Pkcs11Error) return false;
    throw error;
  }
}

/** IV, ciphertext, tag. */
const gcm: TokenCipher = {
  name: 'AES_GCM',
  async encrypt(token, key, plaintext, aad) {
    const iv = randomBytes(IV_LENGTH.AES_GCM);
    return joined(iv, await encrypt(token, gcmMechanism(token, iv, aad), key, plaintext));
  },
  decrypt: (token, key, sealed, aad) => {
    const iv = Buffer.from(sealed.subarray(0, IV_LENGTH.AES_GCM));
    return decrypt(token, gcmMechanism(token, iv, aad), key, sealed.subarray(IV_LENGTH.AES_GCM));
  },
};

function gcmMechanism({ library }: Token, iv: Buffer, aad: Uint8Array): Mechanism {
  const { CK_PARAMS_AES_GCM: type, CKM_AES_GCM: mechanism } = library;
  const parameter = { type, iv, aad: Buffer.from(aad), ivBits: iv.length * 8, tagBits: TAG_LENGTH * 8 };
  return { mechanism, parameter };
}

/** IV, ciphertext. Says nothing of whether it was changed: what it protects must. */
const cbc: TokenCipher = {
  name: 'AES_CBC_PAD',
  async encrypt(token, key, plaintext) {
    const iv = randomBytes(IV_LENGTH.AES_CBC_PAD);
    const mechanism = { mechanism: token.library.CKM_AES_CBC_PAD, parameter: iv };
    return joined(iv, await encrypt(token, mechanism, key, plaintext));
  },
  decrypt: (token, key, sealed) => {
    const parameter = Buffer.from(sealed.subarray(0, IV_LENGTH.AES_CBC_PAD));
    const mechanism = { mechanism: token.library.CKM_AES_CBC_PAD, parameter };
    return decrypt(token, mechanism, key, sealed.subarray(IV_LENGTH.AES_CBC_PAD));
  },
};

/** RFC 5649. What is wrapped must be an object of the session, which goes with the call. */
const keyWrap: TokenCipher = {
  name: 'AES_KEY_WRAP_PAD',
  async encrypt(token, key, plaintext) {
    const { library: p, pkcs11, session } = token;
    const object = pkcs11.C_CreateObject(session, [
      ...sessionKey(token),
      { type: p.CKA_VALUE, value: Buffer.from(plaintext) },
    ]);
    try {
      const mechanism = { mechanism: p.CKM_AES_KEY_WRAP_PAD };
      return await pkcs11.C_WrapKeyAsync(session, mechanism, key, object, Buffer.alloc(128));
    } finally {
      pkcs11.C_DestroyObject(session, object);
    }
  },
  async decrypt(token, key, ciphertext) {
    const { library: p, pkcs11, session } = token;
    const mechanism = { mechanism: p.CKM_AES_KEY_WRAP_PAD };
    const wrapped = Buffer.from(ciphertext);
    const object = await pkcs11.C_UnwrapKeyAsync(session, mechanism, key, wrapped, sessionKey(token));
    try {
      const [attribute] = pkcs11.C_GetAttributeValue(session, object, [{ type: p.CKA_VALUE }]);
      return new Uint8Array(Buffer.from(attribute?.value ?? Buffer.alloc(0)));
    } finally {
      pkcs11.C_DestroyObject(session, object);
    }
  },
};

const sessionKey = ({ library: p }: Token) => [
  { type: p.CKA_CLASS, value: p.CKO_SECRET_KEY },
  { type: p.CKA_KEY_TYPE, value: p.CKK_GENERIC_SECRET },
  { type: p.CKA_TOKEN, value: false },
  { type: p.CKA_SENSITIVE, value: false },
  { type: p.CKA_EXTRACTABLE, value: true },
];

async function encrypt({ pkcs11, session }: Token, mechanism: Mechanism, key: Handle, plaintext: Uint8Array) {
  pkcs11.C_EncryptInit(session, mechanism, key);
  return pkcs11.C_EncryptAsync(session, Buffer.from(plaintext), Buffer.alloc(plaintext.length + 64));
}

async function decrypt(
  { pkcs11, session }: Token,
  mechanism: Mechanism,
  key: Handle,
  ciphertext: Uint8Array,
) {
  pkcs11.C_DecryptInit(session, mechanism, key);
  const room = Buffer.alloc(ciphertext.length + 64);
  return new Uint8Array(await pkcs11.C_DecryptAsync(session, Buffer.from(ciphertext), room));
}

const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
