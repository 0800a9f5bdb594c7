import { expect, test } from 'vitest';
import { z } from 'zod';
import { testHost } from '../../testing/test-host.ts';
import type { PluginHost } from '../contract/host.ts';
import { definePlugin } from '../contract/plugin.ts';
import { createLoader } from './loader.ts';
import { createRegistry } from './registry.ts';

/** A plug-in that counts its starts; `mode` says how a start ends. */
function countingPlugin(starts: { host: PluginHost; password: string }[]) {
  return definePlugin({
    kind: 'notification',
    id: 'counting',
    contract: 1,
    label: { 'zh-CN': '计数', en: 'Counting' },
    config: z.object({ mode: z.enum(['good', 'bad', 'slow']), password: z.string().min(6) }),
    secrets: ['password'],
    supports: ['email'],
    async create({ mode, password }, host) {
      starts.push({ host, password });
      if (mode === 'slow') await new Promise((resolve) => setTimeout(resolve, 30));
      if (mode === 'bad') throw new Error(`log-in refused for ${password}`);
      return { channels: ['email'], send: async () => ({ reference: 'r' }) };
    },
  });
}

function setUp(capacity?: number) {
  const starts: { host: PluginHost; password: string }[] = [];
  const registry = createRegistry([countingPlugin(starts)]);
  const loader = createLoader({
    registry,
    host: ({ tenantId }) => testHost({ tenantId }),
    ...(capacity === undefined ? {} : { capacity }),
  });
  const request = {
    tenantId: 'a',
    kind: 'notification' as const,
    pluginId: 'counting',
    configVersion: 1,
    config: { mode: 'good' },
    secrets: { password: 'hunter-22' },
  };
  return { starts, loader, request };
}

test('starts a provider once for each tenant and configuration version, with its secrets and its own host', async () => {
  const { starts, loader, request } = setUp();
  const first = await loader.load(request);
  expect(await loader.load(request)).toBe(first);
  expect(await loader.load({ ...request, configVersion: 2 })).not.toBe(first);
  expect(await loader.load({ ...request, tenantId: 'b' })).not.toBe(first);
  expect(starts.map(({ host, password }) => [host.tenantId, password])).toEqual([
    ['a', 'hunter-22'],
    ['a', 'hunter-22'],
    ['b', 'hunter-22'],
  ]);
});

test('lets callers at the same time share one start', async () => {
  const { starts, loader, request } = setUp();
  const slow = { ...request, config: { mode: 'slow' } };
  const loaded = await Promise.all(Array.from({ length: 20 }, () => loader.load(slow)));
  expect(new Set(loaded).size).toBe(1);
  expect(starts.length).toBe(1);
});

test('unseals secrets only when it has to start', async () => {
  const { loader, request } = setUp();
  let unsealed = 0;
  const secrets = async () => {
    unsealed += 1;
    return { password: 'hunter-22' };
  };
  await loader.load({ ...request, secrets });
  await loader.load({ ...request, secrets });
  expect(unsealed).toBe(1);
});

test('keeps those used last, and no more than its capacity', async () => {
  const { starts, loader, request } = setUp(2);
  const load = (tenantId: string) => loader.load({ ...request, tenantId });
  await load('a');
  await load('b');
  await load('a');
  await load('c');
  await load('a');
  expect(starts.map(({ host }) => host.tenantId)).toEqual(['a', 'b', 'c']);
  await load('b');
  expect(starts.map(({ host }) => host.tenantId)).toEqual(['a', 'b', 'c', 'b']);
});

test('reports a failed start without the secret, and tries again the next time', async () => {
  const { starts, loader, request } = setUp();
  const bad = { ...request, config: { mode: 'bad' } };
  const error = await loader.load(bad).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'PLUGIN_START_FAILED',
    message: expect.stringContaining('log-in refused'),
  });
  expect(`${error} ${(error as Error).stack} ${(error as Error).cause}`).not.toContain('hunter-22');
  await expect(loader.load(bad)).rejects.toMatchObject({ code: 'PLUGIN_START_FAILED' });
  expect(starts.length).toBe(2);
});

test('refuses what does not fit, or does not exist, before it starts anything', async () => {
  const { starts, loader, request } = setUp();
  await expect(loader.load({ ...request, secrets: { password: 'short' } })).rejects.toMatchObject({
    code: 'PLUGIN_CONFIG_INVALID',
    issues: [{ path: 'password', message: 'is missing or not in the expected form' }],
  });
  await expect(loader.load({ ...request, pluginId: 'other' })).rejects.toMatchObject({
    code: 'PLUGIN_UNKNOWN',
  });
  expect(starts).toEqual([]);
});
