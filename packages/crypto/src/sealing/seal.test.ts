import { createDecipheriv } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seal, unseal } from './seal.ts';

const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const refusal = expect.objectContaining({ code: 'UNSEAL_FAILED', retryable: false });

test('what is sealed is unsealed with the same key and context', () => {
  fc.assert(
    fc.property(
      octets(32),
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 40 }),
      (key, secret, aad) => {
        expect(unseal(key, seal(key, secret, aad), aad)).toEqual(secret);
      },
    ),
  );
});

test('any changed bit, another key or another context is refused', () => {
  const aad = new TextEncoder().encode('tenant-1/key-1');
  fc.assert(
    fc.property(
      octets(32),
      fc.uint8Array({ maxLength: 60 }),
      fc.nat(),
      fc.nat({ max: 7 }),
      (key, secret, at, bit) => {
        const sealed = seal(key, secret, aad);
        const index = at % sealed.length;
        const changed = sealed.with(index, (sealed[index] ?? 0) ^ (1 << bit));
        expect(() => unseal(key, changed, aad)).toThrow(refusal);
        expect(() => unseal(key.with(at % 32, (key[at % 32] ?? 0) ^ 1), sealed, aad)).toThrow(refusal);
        expect(() => unseal(key, sealed, new TextEncoder().encode('tenant-2/key-1'))).toThrow(refusal);
        expect(() => unseal(key, sealed.subarray(0, index), aad)).toThrow(refusal);
      },
    ),
  );
});

test('the format is version, IV, ciphertext, tag, so that other software can open it', () => {
  const key = new Uint8Array(32).fill(7);
  const sealed = seal(key, new TextEncoder().encode('secret'), Buffer.from('aad'));
  expect(sealed[0]).toBe(1);
  expect(sealed.length).toBe(1 + 12 + 6 + 16);
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13));
  decipher.setAAD(Buffer.from('aad')).setAuthTag(sealed.subarray(-16));
  expect(decipher.update(sealed.subarray(13, -16)).toString() + decipher.final('utf8')).toBe('secret');
});

test('two seals of one secret differ, as each has an IV of its own', () => {
  const key = new Uint8Array(32);
  expect(seal(key, new Uint8Array(8), new Uint8Array())).not.toEqual(
    seal(key, new Uint8Array(8), new Uint8Array()),
  );
});

test('a key that is not 256 bits long is refused', () => {
  const refused = expect.objectContaining({ code: 'SEALING_KEY_INVALID' });
  expect(() => seal(new Uint8Array(16), new Uint8Array(), new Uint8Array())).toThrow(refused);
  expect(() => unseal(new Uint8Array(33), new Uint8Array(40), new Uint8Array())).toThrow(refused);
});
