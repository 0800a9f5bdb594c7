import { expect, test } from 'vitest';
import { parseCookies } from './cookies.ts';
import { clientAddress } from './request-facts.ts';

test('without a proxy the last entry is the socket address', () => {
  expect(clientAddress('203.0.113.9', 0)).toBe('203.0.113.9');
  expect(clientAddress(null, 0)).toBeUndefined();
});

test('entries that a client invents in front of trusted proxies are not believed', () => {
  expect(clientAddress('1.2.3.4, 203.0.113.9', 1)).toBe('203.0.113.9');
  expect(clientAddress('1.2.3.4, 203.0.113.9, 10.0.0.2', 2)).toBe('203.0.113.9');
});

test('of two cookies with one name the first counts, and values are decoded', () => {
  const cookies = parseCookies('a=1; locale=zh%2DCN; a=2; broken; b=%E0%A4%A');
  expect(Object.fromEntries(cookies)).toEqual({ a: '1', locale: 'zh-CN', b: '%E0%A4%A' });
});
