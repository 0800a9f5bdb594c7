import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seal } from '@chopmark/crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KmsServer, kmsServer } from '../../testing/kms-server.ts';
import { masterKeysConformance } from '../../testing/master-keys-conformance.ts';
import { openMasterKeys } from './open-master-keys.ts';

const [a, b] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];
const secrets = [a, b];
const context = { tenantId: '00000000-0000-7000-8000-000000000009', purpose: 'tenant' };

let folder: string;
let kms: KmsServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chopmark-master-'));
  kms = await kmsServer();
});
afterAll(async () => {
  await kms.close();
  await rm(folder, { recursive: true, force: true });
});

async function inFile(text: string | Uint8Array): Promise<Record<string, string>> {
  const path = join(folder, randomBytes(6).toString('hex'));
  await writeFile(path, text);
  return { CHOPMARK_MASTER_KEY_FILE: path };
}

const kmsVariables = (keys: readonly string[], endpoint = kms.endpoint) => ({
  CHOPMARK_MASTER_KEY_PROVIDER: 'aws-kms',
  CHOPMARK_KMS_REGION: kms.region,
  CHOPMARK_KMS_KEYS: keys.join(','),
  CHOPMARK_KMS_ENDPOINT: endpoint,
  CHOPMARK_KMS_ACCESS_KEY_ID: kms.credentials.accessKeyId,
  CHOPMARK_KMS_SECRET_ACCESS_KEY: kms.credentials.secretAccessKey,
});

masterKeysConformance('file', async () => ({
  secrets,
  start: async (state) => {
    const text = { before: a, rotated: `# new\n${b}\n\n${a}\n`, after: b }[state];
    return openMasterKeys(await inFile(text));
  },
}));

masterKeysConformance('environment', async () => ({
  secrets,
  start: (state) =>
    openMasterKeys({
      CHOPMARK_MASTER_KEY_PROVIDER: 'environment',
      CHOPMARK_MASTER_KEYS: { before: a, rotated: `${b}, ${a}`, after: b }[state],
    }),
}));

masterKeysConformance('AWS KMS', async () => {
  const [first, second] = kms.keys;
  return {
    secrets: [kms.credentials.secretAccessKey],
    start: (state) =>
      openMasterKeys(kmsVariables({ before: [first], rotated: [second, first], after: [second] }[state])),
    // A port that nothing listens on.
    unreachable: () => openMasterKeys(kmsVariables([first], 'http://127.0.0.1:9')),
  };
});

test('a file of 32 raw octets is the key; the same key in a variable has the same ID', async () => {
  const raw = await openMasterKeys(await inFile(Buffer.from(a, 'hex')));
  const written = await openMasterKeys({
    CHOPMARK_MASTER_KEY_PROVIDER: 'environment',
    CHOPMARK_MASTER_KEYS: a,
  });
  expect(raw.currentKeyId).toBe(written.currentKeyId);
  const wrapped = await raw.wrap(new Uint8Array(32).fill(3), context);
  expect(await written.unwrap(wrapped, context)).toEqual(new Uint8Array(32).fill(3));
});

test('what a file wrapped is unwrapped while KMS wraps: one place may follow another', async () => {
  const file = await inFile(a);
  const before = await openMasterKeys(file);
  const dataKey = new Uint8Array(randomBytes(32));
  const wrapped = await before.wrap(dataKey, context);
  const after = await openMasterKeys({ ...file, ...kmsVariables([kms.keys[0]]) });
  expect(after.currentKeyId).toBe(`aws-kms:${kms.keys[0]}`);
  expect(after.keyIds).toContain(before.currentKeyId);
  expect(await after.unwrap(wrapped, context)).toEqual(dataKey);
  await after.close();
});

test('what the first release wrapped and derived is unwrapped, whichever of the keys it was', async () => {
  const derived = (label: string) =>
    new Uint8Array(createHmac('sha256', Buffer.from(a, 'hex')).update(`chopmark/v1/${label}`).digest());
  const dataKey = new Uint8Array(randomBytes(32));
  const wrapped = seal(derived('data-keys'), dataKey, new TextEncoder().encode(context.tenantId));
  const keys = await openMasterKeys(await inFile(`${b}\n${a}`));
  const v1 = (octets: Uint8Array) => ({ masterKeyId: 'v1', wrapped: octets });
  expect(await keys.unwrap(v1(wrapped), context)).toEqual(dataKey);
  const none = v1(new Uint8Array());
  expect(await keys.unwrap(none, { ...context, purpose: 'lookup' })).toEqual(derived('lookup'));
  expect(await keys.unwrap(none, { ...context, purpose: 'platform' })).toEqual(derived('platform'));
  const refused = expect.objectContaining({ code: 'MASTER_KEY_REFUSED' });
  await expect(keys.unwrap(none, context)).rejects.toEqual(refused);
  await expect(keys.unwrap(v1(wrapped), { ...context, tenantId: 'other' })).rejects.toEqual(refused);
});

test.each(['KMSInternalException', 'ThrottlingException'])(
  'a KMS that says %s is asked again, and in the end reported as passing',
  async (error) => {
    const keys = await openMasterKeys(kmsVariables([kms.keys[0]]));
    kms.fail(error, 2);
    expect((await keys.wrap(new Uint8Array(32), context)).wrapped.length).toBeGreaterThan(32);
    kms.fail(error, 3);
    await expect(keys.wrap(new Uint8Array(32), context)).rejects.toMatchObject({
      code: 'MASTER_KEY_UNAVAILABLE',
      retryable: true,
    });
    await keys.close();
  },
);

test.each([
  ['a wrong secret', { CHOPMARK_KMS_SECRET_ACCESS_KEY: 'guessed' }, /InvalidSignature/],
  ['another region', { CHOPMARK_KMS_REGION: 'cn-northwest-1' }, /InvalidSignature/],
  ['a key that is not there', { CHOPMARK_KMS_KEYS: crypto.randomUUID() }, /NotFound/],
])('KMS refuses %s, and it is not tried again', async (_what, change, says) => {
  const keys = await openMasterKeys({ ...kmsVariables([kms.keys[0]]), ...change });
  const before = kms.calls.get('TrentService.Encrypt') ?? 0;
  const failure = keys.wrap(new Uint8Array(32), context);
  await expect(failure).rejects.toMatchObject({ code: 'MASTER_KEY_UNAVAILABLE', retryable: false });
  await expect(failure).rejects.toThrow(says);
  expect((kms.calls.get('TrentService.Encrypt') ?? 0) - before).toBeLessThanOrEqual(1);
  expect(await keys.healthCheck()).toMatchObject({ ok: false });
  await keys.close();
});

test.each<[string, Record<string, string>, RegExp]>([
  ['nothing at all', {}, /CHOPMARK_MASTER_KEY_FILE/],
  ['an unknown provider', { CHOPMARK_MASTER_KEY_PROVIDER: 'vault' }, /CHOPMARK_MASTER_KEY_PROVIDER/],
  ['no variable', { CHOPMARK_MASTER_KEY_PROVIDER: 'environment' }, /CHOPMARK_MASTER_KEYS/],
  [
    'a short key',
    { CHOPMARK_MASTER_KEY_PROVIDER: 'environment', CHOPMARK_MASTER_KEYS: 'c0ffee' },
    /64 hexadecimal/,
  ],
  [
    'a key twice',
    { CHOPMARK_MASTER_KEY_PROVIDER: 'environment', CHOPMARK_MASTER_KEYS: `${a},${a}` },
    /twice/,
  ],
  ['a file that is not there', { CHOPMARK_MASTER_KEY_FILE: '/nowhere/master.key' }, /nowhere/],
  [
    'half of KMS',
    { CHOPMARK_MASTER_KEY_PROVIDER: 'aws-kms', CHOPMARK_KMS_REGION: 'x' },
    /CHOPMARK_KMS_KEYS.*CHOPMARK_KMS_SECRET_ACCESS_KEY/,
  ],
  ['an alias', { CHOPMARK_KMS_KEYS: 'alias/contracts' }, /CHOPMARK_KMS_KEYS.*alias/],
  ['half of PKCS#11', { CHOPMARK_MASTER_KEY_PROVIDER: 'pkcs11' }, /CHOPMARK_PKCS11_MODULE/],
  ['an unknown mechanism', { CHOPMARK_PKCS11_MECHANISM: 'DES3_ECB' }, /CHOPMARK_PKCS11_MECHANISM/],
])('%s is refused in words that name the variable and no value', async (_what, variables, says) => {
  const failure = openMasterKeys(variables);
  await expect(failure).rejects.toMatchObject({ code: 'MASTER_KEY_CONFIG' });
  await expect(failure).rejects.toThrow(says);
  await expect(failure).rejects.not.toThrow(/c0ffee/);
});
