import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { KeyContext, MasterKeys } from '../src/contract/master-keys.ts';
import { type Check, checksAfter, describeChecks } from './check.ts';
import { errorOf, wholeText } from './refusal.ts';

/**
 * How the suite starts a provider: on key A alone, on key B with A still known, on B alone. The keys stay the same over
 * all starts of one suite.
 */
export type MasterKeysUnderTest = {
  start(state: 'before' | 'rotated' | 'after'): Promise<MasterKeys>;
  /** What no error, ID or health message may repeat: master keys, credentials, PINs. */
  secrets: readonly string[];
  /** Starts with the place of the key out of reach, where that can be arranged. */
  unreachable?(): Promise<MasterKeys>;
};

/** What every provider of master keys must do. */
export function masterKeysConformance(name: string, subject: () => Promise<MasterKeysUnderTest>): void {
  describeChecks(`master keys conformance: ${name}`, masterKeysChecks(subject));
}

const tenant: KeyContext = { tenantId: '00000000-0000-7000-8000-000000000001', purpose: 'tenant' };
const freshKey = () => new Uint8Array(randomBytes(32));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const refused = expect.objectContaining({ code: 'MASTER_KEY_REFUSED', retryable: false });
const unknown = expect.objectContaining({ code: 'MASTER_KEY_UNKNOWN', retryable: false });

/** The checks themselves, so that a test can hand them a provider that must fail. */
export function masterKeysChecks(makeSubject: () => Promise<MasterKeysUnderTest>): Check[] {
  let subject: MasterKeysUnderTest;
  const { checks, check } = checksAfter(async () => {
    subject = await makeSubject();
  });
  const using = async <T>(state: 'before' | 'rotated' | 'after', work: (keys: MasterKeys) => Promise<T>) => {
    const keys = await subject.start(state);
    try {
      return await work(keys);
    } finally {
      await keys.close();
    }
  };
  wrappingChecks(check, using);
  bindingChecks(check, using);
  rotationChecks(check, using);

  check('repeats no secret in an ID, an error or its health', async () => {
    await using('rotated', async (keys) => {
      const wrapped = await keys.wrap(freshKey(), tenant);
      const said = [
        ...keys.keyIds,
        JSON.stringify(await keys.healthCheck()),
        wholeText(await errorOf(() => keys.unwrap(wrapped, { ...tenant, purpose: 'other' }))),
        wholeText(await errorOf(() => keys.unwrap({ ...wrapped, masterKeyId: 'other' }, tenant))),
      ].join('\n');
      for (const secret of subject.secrets) expect(said).not.toContain(secret);
    });
  });
  check('says that it is well, and that it is not when the key is out of reach', async () => {
    await using('before', async (keys) => {
      expect(await keys.healthCheck()).toMatchObject({ ok: true });
    });
    const cut = await subject.unreachable?.();
    if (!cut) return;
    expect(await cut.healthCheck()).toMatchObject({ ok: false });
    const failure = expect.objectContaining({ code: 'MASTER_KEY_UNAVAILABLE' });
    await expect(cut.wrap(freshKey(), tenant)).rejects.toEqual(failure);
    await cut.close();
  });
  return checks;
}

type Checking = (name: string, run: () => Promise<void>) => void;
type Using = <T>(state: 'before' | 'rotated' | 'after', work: (keys: MasterKeys) => Promise<T>) => Promise<T>;

function wrappingChecks(check: Checking, using: Using): void {
  check('unwraps what it wrapped, also after a new start', async () => {
    const dataKey = freshKey();
    const wrapped = await using('before', async (keys) => {
      const made = await keys.wrap(dataKey, tenant);
      expect(made.masterKeyId).toBe(keys.currentKeyId);
      expect(keys.keyIds[0]).toBe(keys.currentKeyId);
      expect(await keys.unwrap(made, tenant)).toEqual(dataKey);
      return made;
    });
    expect(await using('before', (keys) => keys.unwrap(wrapped, tenant))).toEqual(dataKey);
  });
  check('never shows the data key, and wraps it otherwise each time', async () => {
    await using('before', async (keys) => {
      const dataKey = freshKey();
      const [one, two] = [await keys.wrap(dataKey, tenant), await keys.wrap(dataKey, tenant)];
      expect(hex(one.wrapped)).not.toContain(hex(dataKey.subarray(0, 8)));
      expect(hex(one.wrapped)).not.toBe(hex(two.wrapped));
      expect(await keys.unwrap(two, tenant)).toEqual(dataKey);
    });
  });
  check("leaves the caller's octets alone and hands out copies", async () => {
    await using('before', async (keys) => {
      const dataKey = freshKey();
      const kept = dataKey.slice();
      const made = await keys.wrap(dataKey, tenant);
      expect(dataKey).toEqual(kept);
      dataKey.fill(0);
      (await keys.unwrap(made, tenant)).fill(0);
      expect(await keys.unwrap(made, tenant)).toEqual(kept);
    });
  });
  check('wraps a view into a larger buffer as the view', async () => {
    await using('before', async (keys) => {
      const view = new Uint8Array(randomBytes(96)).subarray(32, 64);
      const { wrapped, masterKeyId } = await keys.wrap(view, tenant);
      const larger = new Uint8Array(wrapped.length + 20).fill(7);
      larger.set(wrapped, 10);
      const again = { masterKeyId, wrapped: larger.subarray(10, 10 + wrapped.length) };
      expect(await keys.unwrap(again, tenant)).toEqual(view);
    });
  });
  check('keeps many calls at the same time apart', async () => {
    await using('before', async (keys) => {
      const contexts = Array.from({ length: 24 }, (_, n) => ({ ...tenant, purpose: `purpose ${n}` }));
      const rounds = contexts.map(async (context) => {
        const dataKey = freshKey();
        const made = await keys.wrap(dataKey, context);
        expect(await keys.unwrap(made, context)).toEqual(dataKey);
      });
      await Promise.all(rounds);
    });
  });
}

function bindingChecks(check: Checking, using: Using): void {
  check('refuses another tenant, another purpose, and the same words split otherwise', async () => {
    await using('before', async (keys) => {
      const context = { tenantId: 'a', purpose: 'b\nc' };
      const made = await keys.wrap(freshKey(), context);
      const others = [
        { ...context, tenantId: 'b' },
        { ...context, purpose: 'b' },
        { tenantId: 'a\nb', purpose: 'c' },
        { tenantId: 'a","b', purpose: 'c' },
        { tenantId: 'b\nc', purpose: 'a' },
      ];
      for (const other of others) await expect(keys.unwrap(made, other)).rejects.toEqual(refused);
      expect(await keys.unwrap(made, context)).toHaveLength(32);
    });
  });
  check('refuses a changed bit anywhere, a cut and an addition', async () => {
    await using('before', async (keys) => {
      const { masterKeyId, wrapped } = await keys.wrap(freshKey(), tenant);
      const step = Math.max(1, Math.floor(wrapped.length / 48));
      const changed = Array.from({ length: Math.ceil(wrapped.length / step) }, (_, n) =>
        wrapped.with(n * step, (wrapped[n * step] ?? 0) ^ (1 << (n % 8))),
      );
      const cut = [wrapped.subarray(0, -1), wrapped.subarray(0, 12), new Uint8Array()];
      const longer = new Uint8Array([...wrapped, 0]);
      for (const each of [...changed, ...cut, longer]) {
        await expect(keys.unwrap({ masterKeyId, wrapped: each }, tenant)).rejects.toEqual(refused);
      }
    });
  });
}

function rotationChecks(check: Checking, using: Using): void {
  check('after a rotation wraps under the new key and still unwraps what the old one wrapped', async () => {
    const dataKey = freshKey();
    const old = await using('before', (keys) => keys.wrap(dataKey, tenant));
    const renewed = await using('rotated', async (keys) => {
      expect(keys.currentKeyId).not.toBe(old.masterKeyId);
      expect(keys.keyIds).toEqual(expect.arrayContaining([keys.currentKeyId, old.masterKeyId]));
      const again = await keys.wrap(await keys.unwrap(old, tenant), tenant);
      expect(again.masterKeyId).toBe(keys.currentKeyId);
      return again;
    });
    await using('after', async (keys) => {
      expect(keys.currentKeyId).toBe(renewed.masterKeyId);
      expect(await keys.unwrap(renewed, tenant)).toEqual(dataKey);
    });
  });
  check('names a key it does not know instead of trying others', async () => {
    const old = await using('before', (keys) => keys.wrap(freshKey(), tenant));
    await using('after', async (keys) => {
      expect(keys.keyIds).not.toContain(old.masterKeyId);
      await expect(keys.unwrap(old, tenant)).rejects.toEqual(unknown);
      await expect(keys.unwrap({ ...old, masterKeyId: '' }, tenant)).rejects.toEqual(unknown);
    });
  });
  check('refuses a wrapped key under the name of another key', async () => {
    const old = await using('before', (keys) => keys.wrap(freshKey(), tenant));
    await using('rotated', async (keys) => {
      const renamed = { ...old, masterKeyId: keys.currentKeyId };
      await expect(keys.unwrap(renamed, tenant)).rejects.toEqual(refused);
    });
  });
}
