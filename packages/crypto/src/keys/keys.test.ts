import { createHash, createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { childrenOf, readElement } from '../asn1/element.ts';
import { bitString, sequence } from '../asn1/encode.ts';
import { generateKeyPair } from './generate-key-pair.ts';
import type { KeyAlgorithm } from './key-algorithm.ts';
import { publicKeyName, readPublicKey } from './public-key.ts';
import { publicKeyOf, signWithKey } from './sign-with-key.ts';

const data = new TextEncoder().encode('一份合同');

test.each<[KeyAlgorithm, string]>([
  ['ec-p256', 'sha256'],
  ['ec-p384', 'sha384'],
  ['rsa-2048', 'sha256'],
  ['rsa-3072', 'sha256'],
])('%s keys are of the kind asked for and sign over %s', async (algorithm, hash) => {
  const { privateKey, publicKey } = await generateKeyPair(algorithm);
  const key = readPublicKey(publicKey);
  expect(publicKeyName(key)).toBe(algorithm);
  expect(publicKeyOf({ privateKey, algorithm })).toEqual(publicKey);
  const signature = signWithKey(privateKey, algorithm, data);
  expect(verify(hash, data, key, signature)).toBe(true);
  expect(verify(hash, createHash('sha256').update(data).digest(), key, signature)).toBe(false);
});

test('a key is refused under the name of another algorithm', async () => {
  const { privateKey } = await generateKeyPair('ec-p256');
  expect(() => signWithKey(privateKey, 'ec-p384', data)).toThrow(
    expect.objectContaining({ code: 'KEY_INVALID' }),
  );
});

test('octets that are no PKCS#8 key are refused', () => {
  expect(() => signWithKey(new Uint8Array(40), 'ec-p256', data)).toThrow(
    expect.objectContaining({ code: 'KEY_INVALID' }),
  );
});

test.each(['ec-p256', 'ec-p384', 'sm2'] as const)(
  'the point at infinity and the hybrid form are no %s keys: without a private one anybody signs for the first',
  async (algorithm) => {
    const { publicKey } = await generateKeyPair(algorithm);
    const [identifier, bits] = childrenOf(readElement(publicKey));
    const point = bits?.content.slice(1) ?? new Uint8Array();
    const withPoint = (octets: Uint8Array) =>
      sequence(identifier?.raw ?? new Uint8Array(), bitString(octets));
    expect(() => readPublicKey(withPoint(point))).not.toThrow();
    const hybrid = point.with(0, 0x06 | ((point.at(-1) ?? 0) & 1));
    for (const wrong of [Uint8Array.of(0), hybrid, new Uint8Array()]) {
      expect(() => readPublicKey(withPoint(wrong))).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
    }
  },
);

test.each([
  ['AQ', 1],
  ['Ag', 2],
  ['AQAA', 65_536],
])('an RSA key with the exponent %s (%i) is refused', async (e) => {
  const { publicKey } = await generateKeyPair('rsa-2048');
  const sound = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  const key = createPublicKey({ key: { ...sound.export({ format: 'jwk' }), e }, format: 'jwk' });
  const spki = new Uint8Array(key.export({ format: 'der', type: 'spki' }));
  expect(() => readPublicKey(spki)).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
});

test('a public key that spells out its curve is refused', () => {
  // P-256 with explicit parameters, made by `openssl ecparam -param_enc explicit`.
  const spki = Buffer.from(EXPLICIT_CURVE, 'base64');
  expect(() => readPublicKey(spki)).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
});

const EXPLICIT_CURVE =
  'MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAAAAAAAAAAAAAA//////////////' +
  '//MFsEIP////8AAAABAAAAAAAAAAAAAAAA///////////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+' +
  'J9JgSwMVAMSdNgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/h' +
  'p/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IA' +
  'BCD+Jz0j/rXteyFoT4cPHubzDD6I7fQ04YYG9GPg1CfX7+8LhGSJEwJ6UJw9L2AnWws16ePzgZewuMKfB+8VCyc=';
