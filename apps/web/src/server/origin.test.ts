import { expect, test } from 'vitest';
import { isOwnOrigin } from './origin.ts';

const publicUrl = 'https://sign.example.com';

test('the public address and the host that was called are ours', () => {
  expect(isOwnOrigin('https://sign.example.com', '10.0.0.7:3000', publicUrl)).toBe(true);
  expect(isOwnOrigin('http://127.0.0.1:3000', '127.0.0.1:3000', publicUrl)).toBe(true);
});

test('other sites, look-alikes and opaque origins are foreign', () => {
  for (const origin of ['https://evil.example', 'https://sign.example.com.evil.example', 'null', '']) {
    expect(isOwnOrigin(origin, 'sign.example.com', publicUrl)).toBe(false);
  }
});

test('another port or scheme of the public host is foreign behind a proxy', () => {
  expect(isOwnOrigin('https://sign.example.com:8443', '10.0.0.7:3000', publicUrl)).toBe(false);
  expect(isOwnOrigin('http://sign.example.com', '10.0.0.7:3000', publicUrl)).toBe(false);
});
