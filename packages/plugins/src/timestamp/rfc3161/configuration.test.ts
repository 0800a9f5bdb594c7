import { beforeAll, expect, test } from 'vitest';
import { type TestAuthority, testAuthority } from '../../../testing/test-authority.ts';
import { testHost } from '../../../testing/test-host.ts';
import type { Config } from '../../registry/secrets.ts';
import { rfc3161Timestamp } from './rfc3161.ts';

let authority: TestAuthority;
beforeAll(async () => {
  authority = await testAuthority();
});

const remote = (url: string, config: Config) =>
  rfc3161Timestamp.create({ url, trust: authority.tsa.chain, ...config }, testHost());

test.each<[string, Config, string]>([
  ['half a log-in', { username: 'a' }, 'password'],
  ['another half', { password: 'a' }, 'username'],
  ['two log-ins', { username: 'a', password: 'b', bearerToken: 'c' }, 'bearerToken'],
  ['a colon in the user name', { username: 'a:b', password: 'c' }, 'username'],
])('%s is no configuration', async (_, config, path) => {
  await expect(remote('http://127.0.0.1:1/', config)).rejects.toMatchObject({
    code: 'PLUGIN_CONFIG_INVALID',
    issues: [{ path }],
  });
});

test.each<[string, Config]>([
  ['no trust', { trust: [] }],
  ['a log-in in the address', { url: 'https://user:word@tsa.example/' }],
  ['another scheme', { url: 'ftp://tsa.example/' }],
  ['a token with a line break', { bearerToken: 'a\r\nb' }],
])('%s is no configuration', (_, config) => {
  const whole = { url: 'https://tsa.example/', trust: authority.tsa.chain, ...config };
  expect(rfc3161Timestamp.config.safeParse(whole).success).toBe(false);
});

test('says what it signs with, so that contracts with SM2 find it', () => {
  const config = { digestAlgorithms: ['SM3'], signsWith: 'sm2' };
  expect(rfc3161Timestamp.capabilities(config)).toEqual(['SM3', 'sm2']);
  expect(rfc3161Timestamp.capabilities({ digestAlgorithms: ['SHA-256'] })).toEqual(['SHA-256']);
});
