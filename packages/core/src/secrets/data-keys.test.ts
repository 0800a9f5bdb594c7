import { localMasterKeys, type MasterKeys } from '@chopmark/plugins';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestCore, testCore } from '../testing/test-core.ts';
import { createDataKeys, STALE_MS } from './data-keys.ts';
import { rotateDataKey } from './rotation/data-rotation.ts';

let t: TestCore;
beforeAll(async () => {
  t = await testCore();
});
afterAll(() => t.close());

/** Master keys that answer when they are let, as those in a KMS take their time. */
function slowMasterKeys() {
  let gate: Promise<void> = Promise.resolve();
  const local = localMasterKeys([t.masterKey]);
  const masterKeys: MasterKeys = {
    ...local,
    async unwrap(key, context) {
      await gate;
      return local.unwrap(key, context);
    },
  };
  return {
    masterKeys,
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
  };
}

test('keys that are forgotten while others are being loaded are not handed out overwritten', async () => {
  const { tenantId } = await t.openTenant();
  const owner = { tenantId, purpose: 'tenant' } as const;
  const { masterKeys, hold } = slowMasterKeys();
  const keys = createDataKeys({ masterKeys, db: t.core.db, now: t.core.now });
  const { key: first } = await keys.current(owner);
  await rotateDataKey(t.core, owner, 'test');
  t.clock.advance(2 * STALE_MS);

  const release = hold();
  const loading = keys.current(owner);
  await new Promise((resolve) => setTimeout(resolve, 300));
  keys.forget(owner);
  release();

  expect((await loading).version).toBe(2);
  expect((await keys.current(owner)).version).toBe(2);
  expect(await keys.version(owner, 1)).toEqual(first);
  expect(first).not.toEqual(new Uint8Array(32));
});

test('whoever forgets keys gets what stands in the database then, not what an earlier look at it finds', async () => {
  const { tenantId } = await t.openTenant();
  const owner = { tenantId, purpose: 'tenant' } as const;
  await t.core.keys.seal(tenantId, 'x', 'y');
  const { masterKeys, hold } = slowMasterKeys();
  const keys = createDataKeys({ masterKeys, db: t.core.db, now: t.core.now });
  const release = hold();
  const early = keys.current(owner);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await rotateDataKey(t.core, owner, 'test');
  keys.forget(owner);
  const late = keys.current(owner);
  release();
  expect((await early).version).toBe(1);
  expect((await late).version).toBe(2);
  expect((await keys.current(owner)).version).toBe(2);
});
