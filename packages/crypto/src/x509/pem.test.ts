import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pemDecode, pemEncode } from './pem.ts';

const refused = expect.objectContaining({ code: 'PEM_INVALID' });

test('several blocks with text around them are read back in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 4 }),
      (ders) => {
        const text = ders.map((der, i) => `subject: ${i}\r\n${pemEncode(der, 'CERTIFICATE')}`).join('\n');
        expect(pemDecode(text.replaceAll('\n', '\r\n'))).toEqual(ders);
      },
    ),
  );
});

test('lines have 64 characters (RFC 7468 §2)', () => {
  expect(pemEncode(new Uint8Array(100), 'X509 CRL').split('\n')[1]).toHaveLength(64);
});

test.each([
  ['no block', 'hello'],
  ['an empty block', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----'],
  ['labels that differ', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END X509 CRL-----'],
  ['broken Base64', '-----BEGIN CERTIFICATE-----\nAAA\n-----END CERTIFICATE-----'],
])('%s is refused', (_, text) => {
  expect(() => pemDecode(text)).toThrow(refused);
});
