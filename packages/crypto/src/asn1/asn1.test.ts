import fc from 'fast-check';
import { expect, test } from 'vitest';
import { integerHex, oidOf, setBits, smallInteger, timeOf } from './decode.ts';
import { childrenOf, readElement, readPaddedElement } from './element.ts';
import {
  certificateTime,
  concat,
  encodeTag,
  generalizedTime,
  integer,
  namedBits,
  objectIdentifier,
  octetString,
  sequence,
  unsignedInteger,
} from './encode.ts';

const refused = expect.objectContaining({ code: 'ASN1_INVALID' });
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('values of any length are read back as written (X.690 §8.1.3, long form included)', () => {
  for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
    const content = new Uint8Array(length).fill(9);
    const element = readElement(octetString(content));
    expect(element.content).toEqual(content);
    expect(element.raw).toEqual(octetString(content));
  }
});

test('object identifiers are read back as written; misspelt ones are refused', () => {
  const arc = fc.nat({ max: 2 ** 31 });
  const oids = fc.oneof(
    fc.tuple(fc.constantFrom(0, 1), fc.nat({ max: 39 }), fc.array(arc, { maxLength: 8 })),
    fc.tuple(fc.constant(2), arc, fc.array(arc, { maxLength: 8 })),
  );
  fc.assert(
    fc.property(oids, ([first, second, rest]) => {
      const oid = [first, second, ...rest].join('.');
      expect(oidOf(readElement(objectIdentifier(oid)))).toBe(oid);
    }),
  );
  expect(hex(objectIdentifier('1.2.840.113549'))).toBe('06062a864886f70d');
  for (const oid of ['', '1', '3.1', '1.40', '1.2.x', '1..2'])
    expect(() => objectIdentifier(oid)).toThrow(refused);
});

test('integers are non-negative and minimal (X.690 §8.3.2)', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (bytes) => {
      const der = unsignedInteger(bytes);
      const value = BigInt(`0x${hex(bytes)}`);
      expect(BigInt(`0x${integerHex(readElement(der))}`)).toBe(value);
      expect(integer(value)).toEqual(der);
    }),
  );
  expect(hex(integer(0))).toBe('020100');
  expect(hex(integer(128))).toBe('02020080');
  expect(smallInteger(readElement(integer(65_536)))).toBe(65_536);
  expect(() => smallInteger(readElement(Uint8Array.of(2, 1, 0xff)))).toThrow(refused);
});

test('named bits leave out trailing zeros (X.690 §11.2.2)', () => {
  expect(hex(namedBits(0, 1))).toBe('030206c0');
  expect(hex(namedBits(5, 6))).toBe('03020106');
  expect(hex(namedBits(16))).toBe('030407000080');
  expect(setBits(readElement(namedBits(0, 8, 16)))).toEqual([0, 8, 16]);
});

test('certificate times are read back to the second, in the form the year asks for (RFC 5280 §4.1.2.5)', () => {
  const range = {
    min: new Date('1950-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  };
  fc.assert(
    fc.property(fc.date(range), (date) => {
      const der = certificateTime(date);
      expect(der[0]).toBe(date.getUTCFullYear() < 2050 ? 0x17 : 0x18);
      expect(timeOf(readElement(der)).getTime()).toBe(Math.floor(date.getTime() / 1000) * 1000);
    }),
  );
});

test('generalized times carry the shortest fraction (X.690 §11.7)', () => {
  const text = (iso: string) => Buffer.from(generalizedTime(new Date(iso)).subarray(2)).toString();
  expect(text('2026-05-01T12:00:00.120Z')).toBe('20260501120000.12Z');
  expect(text('2026-05-01T12:00:00.000Z')).toBe('20260501120000Z');
});

test.each(['260501120000', '26-05-01', '261301120000Z', '269901120000Z', ''])('"%s" is no time', (text) => {
  expect(() => timeOf(readElement(encodeTag(0x17, Buffer.from(text))))).toThrow(refused);
});

test('indefinite lengths become definite, constructed octet strings one (X.690 §8.1.3.6, §8.7.3)', () => {
  const end = Uint8Array.of(0, 0);
  const part = (text: string) => octetString(Buffer.from(text));
  const ber = concat([
    Uint8Array.of(0x30, 0x80),
    concat([Uint8Array.of(0x24, 0x80), part('ab'), part('c'), end]),
    encodeTag(0x24, part('d'), part('ef')),
    end,
  ]);
  expect(readElement(ber).raw).toEqual(sequence(part('abc'), part('def')));
});

test.each([
  ['nothing', []],
  ['a tag alone', [0x30]],
  ['a content that ends too early', [0x30, 5, 1]],
  ['an unended indefinite length', [0x30, 0x80, 5, 0]],
  ['an indefinite length of a primitive', [0x04, 0x80, 0, 0]],
  ['a length of five octets', [0x04, 0x85, 0, 0, 0, 0, 0]],
  ['a high tag number', [0x1f, 0x81, 0, 0]],
  ['octets after the value', [5, 0, 0]],
  ['something else than octet strings in one', [0x24, 2, 5, 0]],
])('%s is refused', (_, octets) => {
  expect(() => readElement(Uint8Array.from(octets))).toThrow(refused);
});

test('zero octets may follow only where padding is expected', () => {
  const padded = Uint8Array.of(5, 0, 0, 0);
  expect(readPaddedElement(padded).raw).toEqual(Uint8Array.of(5, 0));
  expect(() => readPaddedElement(Uint8Array.of(5, 0, 0, 1))).toThrow(refused);
});

test('a primitive has no children', () => {
  expect(() => childrenOf(readElement(Uint8Array.of(4, 2, 5, 0)))).toThrow(refused);
});
