import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { join } from 'node:path';
import { sm2, sm3 } from 'sm-crypto-v2';
import { describe, expect, test } from 'vitest';
import { hasOpenssl, OpensslFolder } from '../testing/openssl.ts';
import { pemEncode } from '../x509/pem.ts';
import { digestOf } from './digest-algorithm.ts';
import { generateKeyPair } from './generate-key-pair.ts';
import type { KeyPair } from './key-algorithm.ts';
import { publicKeyName, readPublicKey } from './public-key.ts';
import { publicKeyOf, signWithKey } from './sign-with-key.ts';
import { checkSignature } from './signature-scheme.ts';
import { identityDigest, signerIdentity } from './sm2-identity.ts';
import { hasSm2 } from './sm2-support.ts';

const text = (value: string) => new TextEncoder().encode(value);
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');

const SM2_WITH_SM3 = { family: 'sm2', digest: 'SM3' } as const;
const message = text('甲方与乙方签订本合同。');

/** SubjectPublicKeyInfo around a point: id-ecPublicKey, the curve's OID, a BIT STRING. */
function keyInfo(point: Uint8Array) {
  const bits = hex(Uint8Array.of(0x03, point.length + 1, 0));
  const body = `301306072a8648ce3d020106082a811ccf5501822d${bits}${hex(point)}`;
  return bytes(`30${hex(Uint8Array.of(body.length / 2))}${body}`);
}

/** The pair as sm-crypto-v2 has it: the bare number and the bare point. */
function bare({ privateKey, publicKey }: KeyPair) {
  const scalar = hex(privateKey).match(/020101(?:0420)([0-9a-f]{64})/)?.[1];
  if (scalar === undefined) throw new Error('no scalar in the PKCS#8 key');
  return { privateKey: scalar, publicKey: hex(publicKey.subarray(-65)) };
}

describe('SM3 (GB/T 32905 annex A)', () => {
  test.each([
    ['abc', '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'],
    ['abcd'.repeat(16), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'],
  ])('of %j', (value, digest) => {
    expect(hex(digestOf('SM3', text(value)))).toBe(digest);
  });

  test('agrees with sm-crypto-v2 on any length', () => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 1000]) {
      const data = new Uint8Array(randomBytes(length));
      expect(hex(digestOf('SM3', data))).toBe(sm3(data));
    }
  });

  test.skipIf(!hasOpenssl)('agrees with openssl dgst', () => {
    using folder = new OpensslFolder();
    const file = folder.write('data', message);
    expect(folder.run('dgst', '-sm3', '-r', file)).toContain(hex(digestOf('SM3', message)));
  });
});

describe("the signer's identity Z_A", () => {
  test('GB/T 32918.2 annex A.2: another curve, the identity ALICE123@YAHOO.COM', () => {
    const curve = {
      a: '787968b4fa32c3fd2417842e73bbfeff2f3c848b6831d7e0ec65228b3937e498',
      b: '63e4c6d3b23b0c849cf84241484bfe48f61d59a5b16ba06e6e12d1da27c5249a',
      gx: '421debd61b62eab6746434ebc3cc315e32220b3badd50bdc4c4e6c147fedd43d',
      gy: '0680512bcbb42c07d47349d2153b70c4e5d7fdfcbfa36ea1a85841b9e46e09a2',
    };
    const point = bytes(
      `04 0ae4c7798aa0f119471bee11825be46202bb79e2a5844495e97c04ff4df2548a
          7c0240f88f1cd4e16352a73c17b7f16f07353e53a176d684a9fe0c6bb798e857`,
    );
    expect(hex(identityDigest(point, text('ALICE123@YAHOO.COM'), curve))).toBe(
      'f4a38489e32b45b6f876e3ac2168ca392362dc8f23459c1d1146fc3dbfb7bc9a',
    );
  });

  test('GB/T 32918.5 annex A.2: the recommended curve, the identity 1234567812345678', () => {
    expect(hex(signerIdentity(standardKey()))).toBe(
      'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3',
    );
  });

  test('is the same for a compressed public key', () => {
    const compressed = bytes('02 09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020');
    compressed[0] = 0x02 | ((STANDARD_POINT.at(-1) ?? 0) & 1);
    expect(signerIdentity(readPublicKey(keyInfo(compressed)))).toEqual(signerIdentity(standardKey()));
  });
});

const STANDARD_POINT = bytes(
  `04 09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020
      ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13`,
);
const STANDARD_SIGNATURE = bytes(
  `3046 022100 f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3
        022100 b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa`,
);

function standardKey() {
  return readPublicKey(keyInfo(STANDARD_POINT));
}

describe('SM2 signatures (GB/T 32918.2, on the curve of GB/T 32918.5)', () => {
  test("the standard's own signature holds for its message, and for no other", () => {
    const check = (value: string) =>
      checkSignature(SM2_WITH_SM3, standardKey(), text(value), STANDARD_SIGNATURE);
    expect(check('message digest')).toBe(true);
    expect(check('message digest.')).toBe(false);
  });

  test('a key of ours is SM2 and signs what only its public key verifies', async () => {
    const pair = await generateKeyPair('sm2');
    const other = await generateKeyPair('sm2');
    expect(publicKeyName(readPublicKey(pair.publicKey))).toBe('sm2');
    expect(publicKeyOf(pair)).toEqual(pair.publicKey);
    const signature = signWithKey(pair.privateKey, 'sm2', message);
    const holds = (key: Uint8Array, data = message, value = signature) =>
      checkSignature(SM2_WITH_SM3, readPublicKey(key), data, value);
    expect(holds(pair.publicKey)).toBe(true);
    expect(holds(pair.publicKey, message.with(0, 1))).toBe(false);
    expect(holds(pair.publicKey, message, signature.with(-1, (signature.at(-1) ?? 0) ^ 1))).toBe(false);
    expect(holds(other.publicKey)).toBe(false);
  });

  test('no ECDSA signature passes for SM2, nor an SM2 key for an ECDSA or RSA one', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'SM2' });
    const key = readPublicKey(publicKey.export({ type: 'spki', format: 'der' }));
    const ecdsa = new Uint8Array(sign('sm3', message, privateKey));
    expect(checkSignature(SM2_WITH_SM3, key, message, ecdsa)).toBe(false);
    expect(checkSignature({ family: 'ecdsa', digest: 'SM3' }, key, message, ecdsa)).toBe(false);

    const pair = await generateKeyPair('sm2');
    const signature = signWithKey(pair.privateKey, 'sm2', message);
    const sm2Key = readPublicKey(pair.publicKey);
    for (const family of ['ecdsa', 'rsa-pkcs1', 'rsa-pss', 'ed25519'] as const) {
      expect(checkSignature({ family, digest: 'SM3' }, sm2Key, message, signature)).toBe(false);
    }
    expect(checkSignature({ family: 'sm2', digest: 'SHA-256' }, sm2Key, message, signature)).toBe(false);
    const p256 = readPublicKey((await generateKeyPair('ec-p256')).publicKey);
    expect(checkSignature(SM2_WITH_SM3, p256, message, signature)).toBe(false);
  });

  test('signatures that OpenSSL would make with an empty identity are refused', async () => {
    const pair = await generateKeyPair('sm2');
    const key = createPrivateKey({ key: Buffer.from(pair.privateKey), format: 'der', type: 'pkcs8' });
    const nameless = new Uint8Array(sign('sm3', message, key));
    expect(checkSignature(SM2_WITH_SM3, createPublicKey(key), message, nameless)).toBe(false);
  });

  test('a key is refused under the name of another algorithm', async () => {
    const { privateKey } = await generateKeyPair('sm2');
    const p256 = await generateKeyPair('ec-p256');
    for (const [key, name] of [
      [privateKey, 'ec-p256'],
      [p256.privateKey, 'sm2'],
    ] as const) {
      expect(() => signWithKey(key, name, message)).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
    }
  });
});

describe('sm-crypto-v2', () => {
  test('accepts our signatures, and we accept its', async () => {
    for (let round = 0; round < 20; round += 1) {
      const pair = await generateKeyPair('sm2');
      const theirs = bare(pair);
      const data = new Uint8Array(randomBytes(round * 37));
      const options = { hash: true, der: true } as const;
      const ours = signWithKey(pair.privateKey, 'sm2', data);
      expect(sm2.doVerifySignature(data, hex(ours), theirs.publicKey, options)).toBe(true);
      const made = bytes(
        sm2.doSignature(data, theirs.privateKey, { ...options, publicKey: theirs.publicKey }),
      );
      expect(checkSignature(SM2_WITH_SM3, readPublicKey(pair.publicKey), data, made)).toBe(true);
    }
  });

  test('a signature under another identity is refused by us', async () => {
    const pair = await generateKeyPair('sm2');
    const { privateKey, publicKey } = bare(pair);
    const options = { hash: true, der: true, publicKey, userId: 'somebody else' };
    const made = bytes(sm2.doSignature(message, privateKey, options));
    expect(checkSignature(SM2_WITH_SM3, readPublicKey(pair.publicKey), message, made)).toBe(false);
  });
});

describe.skipIf(!hasOpenssl)('openssl pkeyutl', () => {
  const identity = ['-rawin', '-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678'];

  test('accepts our signature, refuses it over other bytes and under another identity', async () => {
    using folder = new OpensslFolder();
    const pair = await generateKeyPair('sm2');
    const key = folder.write('key.pem', pemEncode(pair.publicKey, 'PUBLIC KEY'));
    const signature = folder.write('signature', signWithKey(pair.privateKey, 'sm2', message));
    const args = ['pkeyutl', '-verify', '-pubin', '-inkey', key, '-sigfile', signature];
    const file = folder.write('data', message);
    expect(folder.run(...args, '-in', file, ...identity)).toMatch(/Verified Successfully/);
    expect(folder.runFailing(...args, '-in', file, ...identity.with(-1, 'distid:somebody'))).toMatch(
      /Failure/,
    );
    expect(folder.runFailing(...args, '-in', folder.write('other', message.with(0, 1)), ...identity)).toMatch(
      /Failure/,
    );
  });

  test('makes signatures that we accept, with a key of ours and with its own', async () => {
    using folder = new OpensslFolder();
    const pair = await generateKeyPair('sm2');
    const ours = folder.write('ours.pem', pemEncode(pair.privateKey, 'PRIVATE KEY'));
    folder.run('genpkey', '-algorithm', 'SM2', '-out', folder.at('own.pem'));
    for (const file of [ours, folder.at('own.pem')]) {
      const data = folder.write('data', message);
      const [info, signature] = [folder.at('public.der'), folder.at('signature')];
      folder.run('pkey', '-in', file, '-pubout', '-outform', 'DER', '-out', info);
      folder.run('pkeyutl', '-sign', '-inkey', file, '-in', data, '-out', signature, ...identity);
      const key = readPublicKey(folder.read('public.der'));
      expect(publicKeyName(key)).toBe('sm2');
      expect(checkSignature(SM2_WITH_SM3, key, message, folder.read('signature'))).toBe(true);
    }
  });
});

describe('whether SM2 is there', () => {
  test('is found out by trying it', () => {
    expect(hasSm2()).toBe(true);
  });

  test('an OpenSSL without it is told by a code, not by a broken key', () => {
    using folder = new OpensslFolder();
    const config = folder.write('openssl.cnf', WITHOUT_ALGORITHMS);
    const script = folder.write('probe.ts', PROBE);
    const output = execFileSync(process.execPath, [`--openssl-config=${config}`, script], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    expect(JSON.parse(output)).toEqual(['SM2_UNAVAILABLE', 'SM2_UNAVAILABLE']);
  });
});

/** Node's OpenSSL finds no algorithm but what its random numbers need. */
const WITHOUT_ALGORITHMS = `nodejs_conf = openssl_init
[openssl_init]
random = random_sect
alg_section = algs
[random_sect]
random = CTR-DRBG
properties = provider=default
seed = SEED-SRC
seed_properties = provider=default
[algs]
default_properties = provider=none
`;

const source = (name: string) => JSON.stringify(join(import.meta.dirname, name));
const PROBE = `
import { generateKeyPair } from ${source('generate-key-pair.ts')};
import { signWithKey } from ${source('sign-with-key.ts')};
const codes = [];
try { await generateKeyPair('sm2'); } catch (error) { codes.push((error as { code: string }).code); }
try { signWithKey(new Uint8Array(8), 'sm2', new Uint8Array(8)); } catch (error) { codes.push((error as { code: string }).code); }
console.log(JSON.stringify(codes));
`;
