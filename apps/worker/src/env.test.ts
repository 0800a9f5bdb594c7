import { expect, test } from 'vitest';
import { readEnv } from './env.ts';

const needed = {
  DATABASE_APP_URL: 'postgresql://a',
  DATABASE_RELAY_URL: 'postgresql://b',
  DATABASE_JOBS_URL: 'postgresql://c',
  PUBLIC_URL: 'https://sign.example/path',
};
const poolOf = (text?: string) =>
  readEnv({ ...needed, ...(text === undefined ? {} : { CHOPMARK_KEY_POOL: text }) }).CHOPMARK_KEY_POOL;

test('without marks the pool has its own, which core knows', () => {
  expect(poolOf()).toBeUndefined();
});

test('reads the marks of each algorithm', () => {
  expect(poolOf('rsa-2048=8-24')).toEqual({ 'rsa-2048': { low: 8, high: 24 } });
  expect(poolOf('rsa-2048=8-24,rsa-3072=0-0,sm2=9999-9999')).toEqual({
    'rsa-2048': { low: 8, high: 24 },
    'rsa-3072': { low: 0, high: 0 },
    sm2: { low: 9999, high: 9999 },
  });
});

test.each([
  ['nothing', ''],
  ['an algorithm that does not exist', 'rsa-1024=8-24'],
  ['one mark', 'rsa-2048=8'],
  ['a negative mark', 'rsa-2048=-1-24'],
  ['a mark that is no number', 'rsa-2048=a-b'],
  ['a stock nobody needs', 'rsa-2048=8-24000'],
  ['a low mark above the high one', 'rsa-2048=24-8'],
  ['a comma at the end', 'rsa-2048=8-24,'],
  ['a comma at the beginning', ',rsa-2048=8-24'],
  ['spaces', 'rsa-2048=8-24, rsa-3072=4-12'],
  ['an inherited name', '__proto__=8-24'],
])('refuses %s, naming the variable', (_what, text) => {
  expect(() => poolOf(text)).toThrow(/CHOPMARK_KEY_POOL/);
});

test('reads where metrics are read, and refuses what is no address', () => {
  const listen = (text: string) =>
    readEnv({ ...needed, CHOPMARK_METRICS_LISTEN: text }).CHOPMARK_METRICS_LISTEN;
  expect(listen('127.0.0.1:9464')).toEqual({ host: '127.0.0.1', port: 9464 });
  expect(listen('[::1]:9464')).toEqual({ host: '::1', port: 9464 });
  for (const text of ['9464', '127.0.0.1', '::1:9464x', '127.0.0.1:65536', 'a b:1']) {
    expect(() => listen(text), text).toThrow(/CHOPMARK_METRICS_LISTEN/);
  }
});
