import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seal } from '@chopmark/crypto';
import { createDatabase, databaseUrl, migrate, roleUrl } from '@chopmark/db';
import { type TestDatabase, testDatabase } from '@chopmark/db/testing';
import { localMasterKeys } from '@chopmark/plugins';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { rewrapDataKeys } from './rotation/master-rotation.ts';
import { openTenantKeys } from './tenant-keys.ts';

const migrations = join(import.meta.dirname, '../../../db/prisma/migrations');
const rolePasswords = { app: 'app', relay: 'relay', jobs: 'jobs' };
const database = `first_release_${randomBytes(6).toString('hex')}`;
const master = new Uint8Array(randomBytes(32));
const tenantId = randomUUID();
const text = new TextEncoder();

let server: TestDatabase;
let adminUrl: string;
beforeAll(async () => {
  server = await testDatabase();
  adminUrl = databaseUrl(server.adminUrl, 'postgres');
});
afterAll(async () => {
  await server.db.close();
  await onDatabase('postgres', (db) =>
    db.relay.$executeRawUnsafe(`drop database if exists ${database} with (force)`),
  );
  for (const role of ['app', 'relay', 'jobs']) {
    await onDatabase('postgres', (db) =>
      db.relay.$executeRawUnsafe(`drop role if exists ${database}_login_${role}`),
    );
  }
  await server.drop();
});

/** As the first release derived its keys from the master key. */
const derived = (label: string) =>
  new Uint8Array(createHmac('sha256', master).update(`chopmark/v1/${label}`).digest());

async function onDatabase<T>(name: string, work: (db: ReturnType<typeof createDatabase>) => Promise<T>) {
  const url = databaseUrl(server.adminUrl, name);
  const db = createDatabase({ appUrl: url, relayUrl: url, poolSize: 1 });
  return work(db).finally(() => db.close());
}

/** The tables as they were before data keys had a table of their own. */
async function firstRelease(): Promise<void> {
  const migrationsDir = await mkdtemp(join(tmpdir(), 'chopmark-first-release-'));
  for (const name of await readdir(migrations)) {
    if (name < '0004') await cp(join(migrations, name), join(migrationsDir, name), { recursive: true });
  }
  await migrate({ adminUrl, database, migrationsDir, rolePasswords });
  await rm(migrationsDir, { recursive: true });
}

test('what the first release sealed is opened by this one, and master keys can be rotated from there', async () => {
  await firstRelease();
  const dataKey = new Uint8Array(randomBytes(32));
  const insert = (id: string, slug: string, kind: string) => {
    const wrapped = Buffer.from(seal(derived('data-keys'), dataKey, text.encode(id))).toString('hex');
    return `insert into tenant (id, slug, kind, name, status, locale, data_key_sealed, policy, created_at)
      values ('${id}', '${slug}', '${kind}', 'T', 'active', 'en', '\\x${wrapped}', '{}', now())`;
  };
  await onDatabase(database, async ({ relay }) => {
    await relay.$executeRawUnsafe(insert(PLATFORM_TENANT_ID, 'platform', 'platform'));
    await relay.$executeRawUnsafe(insert(tenantId, 'old', 'enterprise'));
  });
  await migrate({ adminUrl, database, rolePasswords });

  const urls = {
    appUrl: roleUrl(adminUrl, database, 'app', rolePasswords.app),
    relayUrl: roleUrl(adminUrl, database, 'relay', rolePasswords.relay),
  };
  const db = createDatabase({ ...urls, poolSize: 2 });
  const now = () => new Date();
  const keysOf = (...masters: Uint8Array[]) =>
    openTenantKeys({ masterKeys: localMasterKeys(masters), db, now });
  const expectOpen = async (keys: Awaited<ReturnType<typeof keysOf>>) => {
    const address = seal(dataKey, text.encode('ming@example.com'), text.encode(`${tenantId}\nx`));
    expect(await keys.unsealText(tenantId, 'x', address)).toBe('ming@example.com');
    const account = seal(
      derived('platform'),
      text.encode('wang@example.com'),
      text.encode('platform\nemail'),
    );
    expect(await keys.unsealPlatform('email', account)).toBe('wang@example.com');
    const hash = createHmac('sha256', derived('lookup')).update('email\nwang@example.com').digest();
    expect(keys.lookupHash('email', 'wang@example.com')).toEqual(new Uint8Array(hash));
  };
  try {
    await expectOpen(await keysOf(master));
    const next = new Uint8Array(randomBytes(32));
    const core = { db, now, keys: await keysOf(next, master), log: pino({ level: 'silent' }) };
    expect(await rewrapDataKeys(core, 'a test')).toEqual({ rewrapped: 4, left: 0 });
    await expectOpen(await keysOf(next));
  } finally {
    await db.close();
  }
});
