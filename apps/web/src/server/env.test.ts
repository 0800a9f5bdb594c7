import { expect, test } from 'vitest';
import { parseEnv } from './env.ts';

const complete = {
  DATABASE_APP_URL: 'postgresql://app:secret@127.0.0.1:5432/chopmark',
  DATABASE_RELAY_URL: 'postgresql://relay:secret@127.0.0.1:5432/chopmark',
  CHOPMARK_DATA: '/var/lib/chopmark',
  CHOPMARK_ROOT: '/opt/chopmark',
  PUBLIC_URL: 'https://sign.example.com/',
  NEXTAUTH_SECRET: 'a secret of at least thirty-two characters',
};

test('fills in defaults and keeps the public address as an origin', () => {
  const env = parseEnv(complete);
  expect(env).toMatchObject({
    PUBLIC_URL: 'https://sign.example.com',
    CHOPMARK_MAILBOX: 'operator',
    CHOPMARK_PROXY_HOPS: 0,
    LOG_LEVEL: 'info',
  });
});

test('names every variable that is missing', () => {
  expect(() => parseEnv({})).toThrow(/DATABASE_APP_URL.*DATABASE_RELAY_URL.*NEXTAUTH_SECRET/);
});

test('refuses a short cookie secret without printing it', () => {
  const attempt = () => parseEnv({ ...complete, NEXTAUTH_SECRET: 'hunter2' });
  expect(attempt).toThrow(/NEXTAUTH_SECRET: must have at least 32 characters/);
  expect(attempt).not.toThrow(/hunter2/);
});

test('refuses a public address with a path or another scheme', () => {
  expect(() => parseEnv({ ...complete, PUBLIC_URL: 'https://example.com/sign' })).toThrow(/PUBLIC_URL/);
  expect(() => parseEnv({ ...complete, PUBLIC_URL: 'ftp://example.com' })).toThrow(/PUBLIC_URL/);
});

test('the mailbox is open only when that is said in so many words', () => {
  expect(parseEnv({ ...complete, CHOPMARK_MAILBOX: 'open' }).CHOPMARK_MAILBOX).toBe('open');
  expect(() => parseEnv({ ...complete, CHOPMARK_MAILBOX: 'yes' })).toThrow(/CHOPMARK_MAILBOX/);
});
