import { randomUUID } from 'node:crypto';
import { type TestAuthority, testAuthority } from '@chopmark/plugins/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Context, contextOf } from '../context.ts';
import { sha256 } from '../digest.ts';
import { type TestCore, testCore } from '../testing/test-core.ts';
import { stampDigest } from '../timestamps/stamp-digest.ts';
import { arrangeProviders, arrangeProvidersInput } from './arrange-providers.ts';
import { operatorProviders } from './operator-providers.ts';
import { PLATFORM_TENANT_ID } from './platform-tenant.ts';

let t: TestCore;
let operator: Context;
let authority: TestAuthority;
beforeAll(async () => {
  t = await testCore();
  operator = asAccount(true);
  authority = await testAuthority();
});
afterAll(() => t.close());

const asAccount = (isOperator: boolean) =>
  contextOf(t.core, {
    kind: 'account',
    accountId: randomUUID(),
    sessionId: randomUUID(),
    operator: isOperator,
  });
const arrange = (providers: unknown[], ctx = operator) =>
  arrangeProviders(ctx, arrangeProvidersInput.parse({ kind: 'timestamp', providers }));
const listed = async () =>
  (await operatorProviders(operator)).find(({ kind }) => kind === 'timestamp')?.providers ?? [];
const own = async () => (await listed()).find(({ pluginId }) => pluginId === 'built-in')?.id;
const remote = (config: Record<string, unknown> = {}) => ({
  pluginId: 'rfc3161',
  config: { url: 'https://tsa.example/', trust: authority.tsa.chain, bearerToken: 'to.ken', ...config },
});
const storedSecrets = async (id: string) => {
  const row = await t.admin.providerConfiguration.findUniqueOrThrow({ where: { id } });
  const sealed = row.secretsSealed ?? new Uint8Array();
  return JSON.parse(await t.core.keys.unsealText(PLATFORM_TENANT_ID, `provider/${id}`, sealed));
};

test('a remote authority is put before our own, which stays as it was, key and all', async () => {
  const id = await own();
  await arrange([remote(), { id }]);
  const after = await listed();
  expect(after.slice(0, 2).map(({ pluginId, enabled, inUse }) => [pluginId, enabled, inUse])).toEqual([
    ['rfc3161', true, true],
    ['built-in', true, false],
  ]);
  const { evidence } = await stampDigest(t.core, {
    tenantId: PLATFORM_TENANT_ID,
    digest: sha256('x'),
    digestAlgorithm: 'SHA-256',
  });
  expect(evidence.provider).toBe('built-in');
});

test('of one that is there only what is given changes: time servers without the key, a URL without the token', async () => {
  const id = await own();
  const far = (await listed()).find(({ pluginId }) => pluginId === 'rfc3161')?.id ?? '';
  await arrange([
    { id, config: { timeServers: ['ntp.example', 'ntp2.example', 'ntp3.example'] } },
    { id: far, config: { url: 'https://other.example/' } },
  ]);
  const [first, second] = await listed();
  expect(first?.fields).toContainEqual({
    name: 'timeServers',
    secret: false,
    value: '["ntp.example","ntp2.example","ntp3.example"]',
  });
  expect(second?.fields).toContainEqual({ name: 'url', secret: false, value: 'https://other.example/' });
  expect(await storedSecrets(far)).toEqual({ bearerToken: 'to.ken' });
  await arrange([
    { id, config: { timeServers: null } },
    { id: far, config: { bearerToken: null } },
  ]);
  expect(await storedSecrets(far)).toEqual({});
});

test('one that is left out is disabled, and can be taken in again', async () => {
  const id = await own();
  const far = (await listed()).find(({ pluginId }) => pluginId === 'rfc3161')?.id;
  await arrange([{ id }]);
  expect((await listed()).find((each) => each.id === far)).toMatchObject({ enabled: false });
  await arrange([{ id }, { id: far }]);
  expect((await listed()).find((each) => each.id === far)).toMatchObject({ enabled: true, position: 1 });
});

test.each<[string, () => Promise<unknown[]>, object]>([
  ['an unknown provider', async () => [{ id: randomUUID() }], { code: 'NOT_FOUND' }],
  ['a plug-in that is not there', async () => [{ pluginId: 'none' }], { code: 'INVALID_INPUT' }],
  [
    'a bad field',
    async () => [{ id: await own() }, remote({ url: 'no address' })],
    { code: 'INVALID_INPUT', errors: [{ pointer: '/providers/1/config/url' }] },
  ],
  ['one twice', async () => [{ id: await own() }, { id: await own() }], { code: 'INVALID_INPUT' }],
])('%s is refused, and nothing changes', async (_, providers, error) => {
  const before = await listed();
  await expect(arrange(await providers())).rejects.toMatchObject(error);
  expect(await listed()).toEqual(before);
});

test('no secret is in what is refused', async () => {
  const refused = await arrange([remote({ bearerToken: 'bad secret\n' })]).catch((error: Error) => error);
  expect(JSON.stringify([refused, (refused as Error).message])).not.toContain('bad secret');
});

test('only operators arrange', async () => {
  await expect(arrange([{ id: await own() }], asAccount(false))).rejects.toMatchObject({
    code: 'OPERATOR_ONLY',
  });
});
