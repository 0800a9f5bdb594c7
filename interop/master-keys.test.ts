import { openMasterKeys } from '@chopmark/plugins';
import { masterKeysConformance } from '@chopmark/plugins/testing';
import { afterAll, describe, expect, test } from 'vitest';
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
