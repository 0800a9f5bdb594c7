import { openMasterKeys } from '@chopmark/plugins';
import { masterKeysConformance, restartToken } from '@chopmark/plugins/testing';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { motoKms } from './outside/moto-kms.ts';
import { softToken } from './outside/soft-token.ts';

const made = await softToken(['first', 'second']);
const missing = 'skipped' in made ? made.skipped : undefined;
const token = 'skipped' in made ? undefined : made;
afterAll(() => token?.close());

const KEYS = { before: ['first'], rotated: ['second', 'first'], after: ['second'] };

describe.skipIf(!token)(`master keys in a SoftHSM token${missing ? ` (${missing})` : ''}`, () => {
  for (const mechanism of ['AES_GCM', 'AES_KEY_WRAP_PAD', 'AES_CBC_PAD']) {
    masterKeysConformance(`PKCS#11, ${mechanism}`, async () => ({
      secrets: token ? [token.pin] : [],
      start: (state) =>
        openMasterKeys({ ...token?.variables(KEYS[state]), CHOPMARK_PKCS11_MECHANISM: mechanism }),
    }));
  }

  test('a token that was away is logged into again, and keys under it open as before', async () => {
    const keys = await openMasterKeys({ ...token?.variables(['first']) });
    const context = { tenantId: 't', purpose: 'tenant' };
    const dataKey = new Uint8Array(32).fill(9);
    const wrapped = await keys.wrap(dataKey, context);
    for (const how of ['sessions', 'library'] as const) {
      await restartToken(token?.variables([]).CHOPMARK_PKCS11_MODULE ?? '', how);
      expect(await keys.unwrap(wrapped, context)).toEqual(dataKey);
      expect(await keys.unwrap(await keys.wrap(dataKey, context), context)).toEqual(dataKey);
    }
    await keys.close();
  });

  test('the token decides on AES-GCM where nothing is said, and opens what another mechanism wrapped', async () => {
    const variables = token?.variables(['first']);
    const plain = await openMasterKeys({ ...variables });
    const cbc = await openMasterKeys({ ...variables, CHOPMARK_PKCS11_MECHANISM: 'AES_CBC_PAD' });
    const context = { tenantId: 'tenant', purpose: 'tenant' };
    const dataKey = new Uint8Array(32).fill(9);
    const [one, two] = [await plain.wrap(dataKey, context), await cbc.wrap(dataKey, context)];
    expect([one.wrapped[0], two.wrapped[0]]).toEqual([0, 2]);
    expect(await plain.unwrap(two, context)).toEqual(dataKey);
    expect(await cbc.unwrap(one, context)).toEqual(dataKey);
    await plain.close();
    await cbc.close();
  });

  test.each([
    ['a key the token does not hold', { CHOPMARK_PKCS11_KEYS: 'third' }, /0 AES keys.*"third"/],
    ['a token that is not there', { CHOPMARK_PKCS11_TOKEN: 'other' }, /0 PKCS#11 tokens.*"other"/],
    ['a library that is none', { CHOPMARK_PKCS11_MODULE: '/etc/hostname' }, /can't be loaded/],
  ])('%s is named', async (_what, change, says) => {
    await expect(openMasterKeys({ ...token?.variables(['first']), ...change })).rejects.toThrow(says);
  });
});

const moto = await motoKms(inject('ground').pyHanko);
const kms = 'skipped' in moto ? undefined : moto;
afterAll(() => kms?.close());

// Not by the conformance checks: where AWS says that a ciphertext is another key's, moto says that access is denied.
describe.skipIf(!kms)(
  `master keys in AWS KMS as moto has it${'skipped' in moto ? ` (${moto.skipped})` : ''}`,
  () => {
    const [first = '', second = ''] = kms?.keys ?? [];
    const context = { tenantId: '00000000-0000-7000-8000-000000000001', purpose: 'tenant' };
    const dataKey = new Uint8Array(32).fill(7);
    const start = (...keys: string[]) => openMasterKeys({ ...kms?.variables(keys) });

    test('what it wrapped it unwraps, for the same tenant and purpose only', async () => {
      const keys = await start(first);
      const wrapped = await keys.wrap(dataKey, context);
      expect(Buffer.from(wrapped.wrapped).indexOf(Buffer.from(dataKey))).toBe(-1);
      expect(await keys.unwrap(wrapped, context)).toEqual(dataKey);
      const refused = { code: 'MASTER_KEY_REFUSED', retryable: false };
      const other = { ...context, tenantId: '00000000-0000-7000-8000-000000000002' };
      await expect(keys.unwrap(wrapped, other)).rejects.toMatchObject(refused);
      await expect(keys.unwrap(wrapped, { ...context, purpose: 'other' })).rejects.toMatchObject(refused);
      const changed = Buffer.from(wrapped.wrapped);
      changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
      await expect(keys.unwrap({ ...wrapped, wrapped: changed }, context)).rejects.toMatchObject(refused);
      await keys.close();
    });

    test('a new key wraps, the old one is still unwrapped, and neither under the name of the other', async () => {
      const before = await start(first);
      const old = await before.wrap(dataKey, context);
      const rotated = await start(second, first);
      const anew = await rotated.wrap(dataKey, context);
      expect([old.masterKeyId, anew.masterKeyId]).toEqual([`aws-kms:${first}`, `aws-kms:${second}`]);
      expect(await rotated.unwrap(old, context)).toEqual(dataKey);
      expect(await rotated.unwrap(anew, context)).toEqual(dataKey);
      await expect(rotated.unwrap({ ...old, masterKeyId: anew.masterKeyId }, context)).rejects.toThrow();
      await expect(before.unwrap(anew, context)).rejects.toMatchObject({ code: 'MASTER_KEY_UNKNOWN' });
      await before.close();
      await rotated.close();
    });

    test('its health is good with a key that KMS has, and with no other', async () => {
      const keys = await start(first);
      expect(await keys.healthCheck()).toMatchObject({ ok: true });
      await keys.close();
      const none = await start(first.replace(/[^/]*$/, '00000000-0000-4000-8000-000000000000'));
      expect(await none.healthCheck()).toMatchObject({ ok: false });
      await none.close();
    });
  },
);
