import { type TestCore, testCore } from '@chopmark/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MetricsServer, serveMetrics } from './metrics-server.ts';

let t: TestCore;
let server: MetricsServer;
beforeAll(async () => {
  t = await testCore();
  server = await serveMetrics(t.core, { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server.close();
  await t.close();
});

const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init);

test('tells the stock and marks of the key pool, and that one was missed', async () => {
  await t.core.keyPool.take('rsa-3072');
  const response = await ask('/metrics');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await response.text();
  expect(text).toContain('chopmark_key_pool_missed_total{algorithm="rsa-3072"} 1\n');
  expect(text).toMatch(/^chopmark_key_pool_keys\{algorithm="rsa-3072"\} \d+$/m);
  expect(text).toMatch(/^chopmark_key_pool_low_mark\{algorithm="rsa-3072"\} [1-9]\d*$/m);
});

test('answers nothing else', async () => {
  expect((await ask('/')).status).toBe(404);
  expect((await ask('/metrics/x')).status).toBe(404);
  expect((await ask('/metrics', { method: 'POST' })).status).toBe(405);
  expect(await (await ask('/metrics', { method: 'HEAD' })).text()).toBe('');
});
