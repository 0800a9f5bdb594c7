import { expect, test } from 'vitest';
import { parseMasterKey } from './core.ts';

test('a key file of 32 bytes is the key, even when it reads like text', () => {
  const bytes = new TextEncoder().encode('0123456789abcdef0123456789abcdef');
  expect(parseMasterKey(bytes)).toEqual(bytes);
});

test('a key file of 64 hexadecimal digits is decoded', () => {
  expect(parseMasterKey(new TextEncoder().encode(`${'0f'.repeat(32)}\n`))).toEqual(
    new Uint8Array(32).fill(15),
  );
});

test('anything else is refused, and not printed', () => {
  expect(() => parseMasterKey(new TextEncoder().encode('too short'))).toThrow(/32 bytes/);
  expect(() => parseMasterKey(new TextEncoder().encode('too short'))).not.toThrow(/too short/);
});
