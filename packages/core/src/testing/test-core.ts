import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, type Database } from '@chopmark/db';
import { type TestDatabase, type TestDatabaseOptions, testDatabase } from '@chopmark/db/testing';
import { localMasterKeys } from '@chopmark/plugins';
import { type Logger, pino } from 'pino';
import { type Context, type Core, contextOf, type MemberActor } from '../context.ts';
import { type CoreOptions, createCore } from '../core.ts';
import { createAccount } from '../people/accounts.ts';
import { actorInTenant } from '../people/sessions.ts';
import { installPlatform } from '../platform/install.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { openTenant } from '../tenants/open-tenant.ts';

/** The real time with an offset, so that a test can let hours pass. */
export type TestClock = { now(): Date; advance(milliseconds: number): void };

export type TestTenant = {
  tenantId: string;
  slug: string;
  name: string;
  email: string;
  password: string;
  accountId: string;
  actor: MemberActor;
  /** The founder's requests. */
  ctx: Context;
};

export type SentEvent = { id: string; name: string; data: Record<string, unknown> };

export type TestCore = {
  core: Core;
  database: TestDatabase;
  /** The superuser's client: arranges what no role of the product may. */
  admin: Database['relay'];
  clock: TestClock;
  masterKey: Uint8Array;
  storageDirectory: string;
  /** What was handed to the job engine, which here only takes it. */
  events: SentEvent[];
  /** What was logged, as parsed JSON lines. */
  logged: Record<string, unknown>[];
  anonymous: Context;
  openTenant(options?: { name?: string; email?: string; creditCode?: string }): Promise<TestTenant>;
  /** The newest message to an address in the platform's sandbox mailbox. */
  newestMail(to: string): Promise<{ subject: string; text: string; link?: string | undefined }>;
  close(): Promise<void>;
};

export type TestCoreOptions = Partial<Pick<CoreOptions, 'plugins' | 'inngest' | 'egressAllow' | 'keyPool'>> &
  TestDatabaseOptions;

export const TEST_PASSWORD = 'correct horse battery';

/** A whole core on a database of its own, installed, with a random master key. Nothing of ours is mocked. */
export async function testCore(options: TestCoreOptions = {}): Promise<TestCore> {
  const database = await testDatabase({ poolSize: 2, ...options });
  const storageDirectory = await mkdtemp(join(tmpdir(), 'chopmark-core-'));
  const admin = createDatabase({ appUrl: database.adminUrl, relayUrl: database.adminUrl, poolSize: 2 });
  const masterKey = new Uint8Array(randomBytes(32));
  const clock = testClock();
  const { events, fetch } = eventSink();
  const { log, logged } = recordingLog();
  const core = await createCore({
    database,
    masterKeys: localMasterKeys([masterKey]),
    publicUrl: 'http://localhost:3000',
    log,
    now: clock.now,
    // Each loads fonts and libraries for itself, which would be most of what a small test file costs.
    cpuThreads: 1,
    inngest: options.inngest ?? { fetch, eventKey: 'test' },
    ...(options.plugins ? { plugins: options.plugins } : {}),
    ...(options.egressAllow ? { egressAllow: options.egressAllow } : {}),
    ...(options.keyPool ? { keyPool: options.keyPool } : {}),
  });
  await installPlatform(core, { storageDirectory });
  const anonymous = contextOf(core, { kind: 'anonymous' });
  return {
    core,
    database,
    admin: admin.relay,
    clock,
    masterKey,
    storageDirectory,
    events,
    logged,
    anonymous,
    openTenant: (tenant = {}) => openTestTenant(core, tenant),
    newestMail: (to) => newestMail(core, to),
    async close() {
      await core.close();
      await admin.close();
      await database.drop();
      await rm(storageDirectory, { recursive: true, force: true });
    },
  };
}

function testClock(): TestClock {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    advance: (milliseconds) => {
      offset += milliseconds;
    },
  };
}

/** Stands where the Inngest server's event API stands. */
function eventSink(): { events: SentEvent[]; fetch: typeof fetch } {
  const events: SentEvent[] = [];
  return {
    events,
    fetch: async (_url, init) => {
      const sent: SentEvent[] = JSON.parse(String(init?.body));
      events.push(...sent);
      return Response.json({ ids: sent.map(({ id }) => id), status: 200 });
    },
  };
}

function recordingLog(): { log: Logger; logged: Record<string, unknown>[] } {
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => logged.push(JSON.parse(line)) });
  return { log, logged };
}

async function openTestTenant(
  core: Core,
  options: { name?: string; email?: string; creditCode?: string },
): Promise<TestTenant> {
  const {
    name = '测试科技有限公司',
    email = `${randomUUID().slice(0, 8)}@example.com`,
    creditCode,
  } = options;
  const accountId = await createAccount(core, {
    email,
    name: '王芳',
    password: TEST_PASSWORD,
    locale: 'zh-CN',
  });
  const { tenantId, slug } = await openTenant(core, {
    name,
    creditCode,
    locale: 'zh-CN',
    founder: { accountId, name: '王芳' },
  });
  const account = { kind: 'account', accountId, sessionId: randomUUID(), operator: false } as const;
  const actor = await actorInTenant(core, account, slug);
  if (!actor) throw new Error('the founder is no member of the new tenant');
  const ctx = contextOf(core, actor, { ip: '127.0.0.1', userAgent: 'test' });
  return { tenantId, slug, name, email, password: TEST_PASSWORD, accountId, actor, ctx };
}

async function newestMail(core: Core, to: string) {
  const provider = await core.providers.of(PLATFORM_TENANT_ID, 'notification');
  const found = (await provider.inbox?.list(1000))?.find((message) => message.to === to);
  if (!found) throw new Error(`there is no message to ${to}`);
  return found;
}
