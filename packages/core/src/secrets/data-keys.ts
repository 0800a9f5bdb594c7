import { randomBytes } from 'node:crypto';
import type { Database } from '@chopmark/db';
import type { MasterKeys } from '@chopmark/plugins';
import { ownBytes } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';

/**
 * tenant: what a tenant keeps secret. platform: accounts, and keys made in advance. lookup: keyed hashes; it is wrapped
 * anew with the others, but never replaced, as what was hashed under it must be found.
 */
export type DataKeyPurpose = 'tenant' | 'platform' | 'lookup';

export type DataKeyOwner = { tenantId: string; purpose: DataKeyPurpose };

/** Keys are handed out as copies, which whoever asked overwrites after use. */
export type DataKeys = {
  /** The key that seals now; an owner's first is made when it is first wanted. @throws CoreError NOT_FOUND */
  current(owner: DataKeyOwner): Promise<{ version: number; key: Uint8Array }>;
  /** A key of an earlier version, to open with. @throws CoreError NOT_FOUND once it is retired */
  version(owner: DataKeyOwner, version: number): Promise<Uint8Array>;
  /** Forgets an owner's keys, so that the next call sees what another process has changed. */
  forget(owner: DataKeyOwner): void;
  /** Forgets all keys, overwriting them. */
  clear(): void;
};

/** How long this process seals under a version after another one took its place elsewhere. */
export const STALE_MS = 60_000;
/** Tenants whose keys are held at the same time; the rest are unwrapped anew. */
const HELD = 5_000;

type Held = { current: number; checkedAt: number; keys: Map<number, Uint8Array> };
type Parts = { masterKeys: MasterKeys; db: Database; now(): Date };

/** Data keys, unwrapped by the master key when they are first wanted and then held in memory. */
export function createDataKeys(parts: Parts): DataKeys {
  const held = new Map<string, Held>();
  const loading = new Map<string, Promise<Held>>();

  const reload = (owner: DataKeyOwner): Promise<Held> => {
    const name = nameOf(owner);
    const running = loading.get(name);
    if (running) return running;
    const isWanted = () => loading.get(name) === started;
    const started: Promise<Held> = load(parts, owner, held.get(name))
      .then((loaded) => {
        // Forgotten meanwhile, it serves who waits for it; the next call reads anew.
        if (isWanted()) hold(held, name, loaded);
        return loaded;
      })
      .finally(() => isWanted() && loading.delete(name));
    loading.set(name, started);
    return started;
  };
  return {
    async current(owner) {
      const found = held.get(nameOf(owner));
      const fresh = found && parts.now().getTime() - found.checkedAt < STALE_MS;
      const { current, keys } = fresh ? found : await reload(owner);
      const key = keys.get(current);
      if (!key) throw new CoreError('INTERNAL', 'the data key was not loaded');
      return { version: current, key: key.slice() };
    },
    async version(owner, version) {
      const found = held.get(nameOf(owner)) ?? (await reload(owner));
      const key = found.keys.get(version) ?? (await unwrapVersion(parts, owner, version));
      found.keys.set(version, key);
      return key.slice();
    },
    forget(owner) {
      const found = held.get(nameOf(owner));
      if (found) overwrite(found);
      held.delete(nameOf(owner));
      loading.delete(nameOf(owner));
    },
    clear() {
      loading.clear();
      for (const each of held.values()) overwrite(each);
      held.clear();
    },
  };
}

const nameOf = ({ tenantId, purpose }: DataKeyOwner) => `${tenantId}/${purpose}`;

function hold(held: Map<string, Held>, name: string, loaded: Held): void {
  const before = held.get(name);
  if (before) overwrite(before);
  held.delete(name);
  held.set(name, loaded);
  if (held.size <= HELD) return;
  const [oldest] = held;
  if (!oldest) return;
  overwrite(oldest[1]);
  held.delete(oldest[0]);
}

function overwrite({ keys }: Held): void {
  for (const key of keys.values()) key.fill(0);
  keys.clear();
}

/** What is current now; of keys that are known already it has copies, as those may be overwritten at any time. */
async function load(parts: Parts, owner: DataKeyOwner, known: Held | undefined): Promise<Held> {
  const checkedAt = parts.now().getTime();
  const rows = await rowsOf(parts.db, owner);
  const active = rows.find((row) => row.state === 'active') ?? (await createFirst(parts, owner, rows.length));
  const keys = new Map<number, Uint8Array>();
  for (const [version, key] of known?.keys ?? []) {
    if (rows.some((row) => row.version === version && row.state !== 'retired')) {
      keys.set(version, key.slice());
    }
  }
  if (!keys.has(active.version)) keys.set(active.version, await unwrap(parts, owner, active));
  return { current: active.version, checkedAt, keys };
}

type Row = { version: number; masterKeyId: string; wrapped: Uint8Array | null; state: string };

const rowsOf = (db: Database, { tenantId, purpose }: DataKeyOwner): Promise<Row[]> =>
  db.relay.dataKey.findMany({
    where: { tenantId, purpose },
    select: { version: true, masterKeyId: true, wrapped: true, state: true },
  });

async function unwrapVersion(parts: Parts, owner: DataKeyOwner, version: number): Promise<Uint8Array> {
  const row = (await rowsOf(parts.db, owner)).find((each) => each.version === version);
  if (!row) throw new CoreError('NOT_FOUND', 'no such data key');
  return unwrap(parts, owner, row);
}

async function unwrap({ masterKeys }: Parts, owner: DataKeyOwner, row: Row): Promise<Uint8Array> {
  const { masterKeyId, wrapped } = row;
  if (!wrapped) throw new CoreError('NOT_FOUND', 'what was sealed under a retired data key is gone for good');
  return masterKeys.unwrap({ masterKeyId, wrapped }, owner);
}

/** An owner's first key; of two processes that make one at the same time, the first stays. */
async function createFirst(parts: Parts, owner: DataKeyOwner, earlier: number): Promise<Row> {
  const { db, now } = parts;
  if (earlier > 0) throw new CoreError('INTERNAL', 'an owner of data keys has none that is active');
  const exists = await db.relay.tenant.findUnique({ where: { id: owner.tenantId }, select: { id: true } });
  if (!exists) throw new CoreError('NOT_FOUND', 'no such tenant');
  const row = await newDataKey(parts, owner, 1);
  await db.relay.dataKey.createMany({ data: [{ ...row, createdAt: now() }], skipDuplicates: true });
  const stored = (await rowsOf(db, owner)).find((each) => each.state === 'active');
  if (!stored) throw new CoreError('INTERNAL', 'the data key was not stored');
  return stored;
}

/** A fresh random key, wrapped under the current master key; nobody has seen it before its row is read. */
export async function newDataKey(
  { masterKeys, now }: Pick<Parts, 'masterKeys' | 'now'>,
  owner: DataKeyOwner,
  version: number,
) {
  const key = new Uint8Array(randomBytes(32));
  try {
    const { masterKeyId, wrapped } = await masterKeys.wrap(key, owner);
    return { ...owner, id: newId(now()), version, masterKeyId, wrapped: ownBytes(wrapped), state: 'active' };
  } finally {
    key.fill(0);
  }
}
