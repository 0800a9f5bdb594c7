import { builtInPlugins, definePlugin } from '@chopmark/plugins';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type TestCore, testCore } from '../testing/test-core.ts';
import { algorithmChoices } from './algorithm-choices.ts';
import { chooseAlgorithm } from './choose-algorithm.ts';
import { changeSignaturePolicy } from './signature-policy.ts';

/** A CA of somebody else's that knows P-256 only; nothing here asks it for a certificate. */
const elsewhere = definePlugin({
  kind: 'ca',
  id: 'elsewhere',
  contract: 1,
  label: { 'zh-CN': '别处的 CA', en: 'A CA elsewhere' },
  config: z.object({}),
  secrets: [],
  supports: ['ec-p256'],
  create: () => {
    throw new Error('nobody should start this one');
  },
});

let t: TestCore;
beforeAll(async () => {
  t = await testCore({ plugins: [...builtInPlugins, elsewhere] });
});
afterAll(() => t.close());

const choicesOf = async (ctx: Parameters<typeof algorithmChoices>[0]) =>
  new Map((await algorithmChoices(ctx)).map(({ algorithm, ...rest }) => [algorithm, rest]));

test('the built-in authorities serve all; those of SM2 are made once it is chosen', async () => {
  const { ctx } = await t.openTenant();
  const before = await choicesOf(ctx);
  expect([...before.keys()]).toEqual(['ec-p256', 'ec-p384', 'rsa-2048', 'rsa-3072', 'sm2']);
  expect(before.get('rsa-2048')).toMatchObject({
    obstacle: null,
    toBeMade: false,
    ca: { en: expect.stringContaining('Built-in CA') },
    timestamp: { en: expect.any(String) },
  });
  expect(before.get('sm2')).toEqual({ obstacle: null, toBeMade: true, ca: null, timestamp: null });
  await chooseAlgorithm(ctx, { algorithm: 'sm2' });
  expect((await choicesOf(ctx)).get('sm2')).toMatchObject({
    obstacle: null,
    toBeMade: false,
    ca: { 'zh-CN': expect.stringContaining('内置 CA') },
  });
});

test('what a CA of the tenant’s own choice can’t certify is not to be had, and choosing it is refused alike', async () => {
  const { ctx, tenantId } = await t.openTenant({ name: '丙公司' });
  await t.core.providers.configure({ tenantId, kind: 'ca', pluginId: 'elsewhere', config: {} });
  const choices = await choicesOf(ctx);
  expect(choices.get('ec-p256')).toMatchObject({ obstacle: null, ca: { en: 'A CA elsewhere' } });
  for (const [algorithm, { obstacle }] of choices) {
    if (obstacle === null) continue;
    expect(obstacle, algorithm).toBe('ca');
    await expect(chooseAlgorithm(ctx, { algorithm })).rejects.toMatchObject({
      code: 'ALGORITHM_UNAVAILABLE',
      field: 'algorithm',
    });
  }
  expect([...choices].filter(([, { obstacle }]) => obstacle).map(([algorithm]) => algorithm)).toEqual([
    'ec-p384',
    'rsa-2048',
    'rsa-3072',
    'sm2',
  ]);
});

test('without a timestamp authority no signature could be stamped', async () => {
  const { ctx } = await t.openTenant({ name: '丁公司' });
  await t.admin.providerConfiguration.updateMany({ where: { kind: 'timestamp' }, data: { enabled: false } });
  expect((await choicesOf(ctx)).get('rsa-2048')).toMatchObject({ obstacle: 'timestamp', timestamp: null });
  await expect(chooseAlgorithm(ctx, { algorithm: 'rsa-2048' })).rejects.toMatchObject({
    code: 'ALGORITHM_UNAVAILABLE',
  });
  // Unless the contracts promise no timestamp at all.
  await changeSignaturePolicy(ctx, { level: 'B-B' });
  expect((await choicesOf(ctx)).get('rsa-2048')).toMatchObject({ obstacle: null, timestamp: null });
  await t.admin.providerConfiguration.updateMany({ where: { kind: 'timestamp' }, data: { enabled: true } });
  await chooseAlgorithm(ctx, { algorithm: 'rsa-2048' });
});

test('is for members', async () => {
  await expect(algorithmChoices(t.anonymous)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});
