import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { MasterKeys, WrappedKey } from '../src/contract/master-keys.ts';
import { localMasterKeys } from '../src/master-keys/local-keys.ts';
import { failedChecks } from './check.ts';
import { masterKeysChecks } from './master-keys-conformance.ts';

const [a, b] = [new Uint8Array(randomBytes(32)), new Uint8Array(randomBytes(32))];
const secret = Buffer.from(a).toString('hex');

type State = 'before' | 'rotated' | 'after';
const sound = (state: State) => localMasterKeys({ before: [a], rotated: [b, a], after: [b] }[state]);

const subject = (damage: (keys: MasterKeys, state: State) => Partial<MasterKeys>) => async () => ({
  secrets: [secret],
  start: async (state: State) => {
    const keys = sound(state);
    return { ...keys, ...damage(keys, state) };
  },
});

test('lets sound master keys through', async () => {
  expect(await failedChecks(masterKeysChecks(subject(() => ({}))))).toEqual([]);
});

const nowhere = { tenantId: 'any', purpose: 'any' };

test.each<[string, (keys: MasterKeys, state: State) => Partial<MasterKeys>, RegExp]>([
  [
    'do not wrap at all',
    (keys) => ({
      wrap: async (dataKey) => ({ masterKeyId: keys.currentKeyId, wrapped: dataKey.slice() }),
      unwrap: async ({ wrapped }) => wrapped.slice(),
    }),
    /never shows/,
  ],
  [
    'forget the context',
    (keys) => ({
      wrap: (dataKey) => keys.wrap(dataKey, nowhere),
      unwrap: (key) => keys.unwrap(key, nowhere),
    }),
    /another tenant/,
  ],
  [
    'join the words of a context',
    (keys) => {
      const joined = (each: { tenantId: string; purpose: string }) => ({
        tenantId: `${each.tenantId}\n${each.purpose}`,
        purpose: '',
      });
      return {
        wrap: (dataKey, context) => keys.wrap(dataKey, joined(context)),
        unwrap: (key, context) => keys.unwrap(key, joined(context)),
      };
    },
    /another tenant/,
  ],
  [
    'wrap under the old key after a rotation',
    (keys, state) =>
      state === 'rotated'
        ? { wrap: async (dataKey, context) => sound('before').wrap(dataKey, context) }
        : keys,
    /after a rotation/,
  ],
  [
    'lose the old key at a rotation',
    (_keys, state) => (state === 'rotated' ? sound('after') : {}),
    /after a rotation/,
  ],
  [
    'try every key they have',
    (_keys, state) => ({
      async unwrap({ wrapped }: WrappedKey, context) {
        const all = state === 'after' ? [sound('after')] : [sound('before'), sound('after')];
        for (const each of all) {
          const found = await each
            .unwrap({ masterKeyId: each.currentKeyId, wrapped }, context)
            .catch(() => 0);
          if (found) return found as Uint8Array;
        }
        return sound('before').unwrap({ masterKeyId: sound('before').currentKeyId, wrapped }, context);
      },
    }),
    /under the name of another key/,
  ],
  [
    'zero what they were handed',
    (keys) => ({
      async wrap(dataKey, context) {
        const made = await keys.wrap(dataKey, context);
        dataKey.fill(0);
        return made;
      },
    }),
    /octets alone/,
  ],
  [
    'mix calls up',
    (keys) => {
      let last: Parameters<MasterKeys['wrap']>[0] | undefined;
      return {
        async wrap(dataKey, context) {
          last = dataKey;
          await new Promise((resolve) => setImmediate(resolve));
          return keys.wrap(last, context);
        },
      };
    },
    /at the same time/,
  ],
  [
    'keep keys in memory only',
    () => {
      const key = localMasterKeys([new Uint8Array(randomBytes(32))]);
      return key;
    },
    /after a new start/,
  ],
  [
    'put the key into the ID',
    (keys) => ({ keyIds: [...keys.keyIds, `local:${secret}`] }),
    /repeats no secret/,
  ],
  [
    'are not well',
    () => ({ healthCheck: async () => ({ ok: false, message: { 'zh-CN': '坏', en: 'broken' } }) }),
    /is well/,
  ],
  [
    'give something for anything',
    (keys) => ({ unwrap: (key, context) => keys.unwrap(key, context).catch(() => new Uint8Array(32)) }),
    /changed bit/,
  ],
])('notices master keys that %s', async (_what, damage, check) => {
  const checks = masterKeysChecks(subject(damage)).filter(({ name }) => check.test(name));
  expect(checks).not.toEqual([]);
  expect(await failedChecks(checks)).not.toEqual([]);
});
