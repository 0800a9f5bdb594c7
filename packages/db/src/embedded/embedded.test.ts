import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEmbeddedPostgres } from './embedded.ts';
import { findPostmaster } from './postmaster.ts';

// mkdtemp makes a folder of mode 700: where the tests run as root, all of them also prove that the
// unprivileged account reaches a cluster inside a folder it may not enter.
let dataDir: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chopmark-embedded-'));
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await (await open()).close();
  await rm(dataDir, { recursive: true, force: true });
});

const open = () => openEmbeddedPostgres({ dataDir, fastUnsafe: true });
const postmaster = () => findPostmaster(join(dataDir, 'pg', 'cluster'));

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another process on the same folder; it prints its state as one JSON line and closes on SIGTERM. */
async function otherProcess(options: { detached?: boolean } = {}) {
  const module = JSON.stringify(join(import.meta.dirname, 'embedded.ts'));
  const code = `
    import { openEmbeddedPostgres } from ${module};
    process.on('SIGINT', () => undefined);
    const { started, port, close } = await openEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, fastUnsafe: true });
    console.log(JSON.stringify({ started, port }));
    const alive = setInterval(() => undefined, 1000);
    process.once('SIGTERM', () => close().then(() => clearInterval(alive)));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  });
  children.push(child);
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, ...(JSON.parse(String(line)) as { started: string; port: number }) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

test('several starters at once make one cluster and share one server', async () => {
  const processes = await Promise.all([otherProcess(), otherProcess(), otherProcess()]);
  expect(processes.map(({ started }) => started).sort()).toEqual(['created', 'joined', 'joined']);
  expect(new Set(processes.map(({ port }) => port)).size).toBe(1);

  for (const { child } of processes.slice(0, 2)) await end(child, 'SIGTERM');
  expect(await postmaster()).toBeDefined();
  for (const { child } of processes.slice(2)) await end(child, 'SIGTERM');
  expect(await postmaster()).toBeUndefined();
});

test('what is stored survives a stop; the second start is not a creation', async () => {
  const first = await open();
  await query(first.adminUrl, 'create table kept as select 42 as answer');
  await first.close();
  const second = await open();
  expect(second.started).toBe('started');
  expect(await query(second.adminUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await second.close();
});

test('within one process too, the last one out stops the server, and closing twice is harmless', async () => {
  const [first, second] = [await open(), await open()];
  expect(second.started).toBe('joined');
  await first.close();
  await first.close();
  expect(await query(second.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  await second.close();
  expect(await postmaster()).toBeUndefined();
});

test('a killed holder no longer counts', async () => {
  const { child } = await otherProcess();
  const here = await open();
  await end(child, 'SIGKILL');
  await here.close();
  expect(await postmaster()).toBeUndefined();
});

test('a server left behind by killed holders is joined and then stopped', async () => {
  const { child } = await otherProcess();
  await end(child, 'SIGKILL');
  expect(await postmaster()).toBeDefined();
  const here = await open();
  expect(here.started).toBe('joined');
  await here.close();
  expect(await postmaster()).toBeUndefined();
});

test('an interrupt of the terminal does not reach the server', async () => {
  const { child, port } = await otherProcess({ detached: true });
  process.kill(-(child.pid ?? Number.NaN), 'SIGINT');
  await sleep(300);
  const here = await open();
  expect(here).toMatchObject({ started: 'joined', port });
  await end(child, 'SIGTERM');
  await here.close();
});

test('starts after a crash, even when the server’s process ID belongs to another process by now', async () => {
  const { child } = await otherProcess();
  const crashed = await postmaster();
  await end(child, 'SIGKILL');
  const clusterDir = join(dataDir, 'pg', 'cluster');
  const pidFile = join(clusterDir, 'postmaster.pid');
  const left = await readFile(pidFile, 'utf8');
  process.kill(crashed?.pid ?? Number.NaN, 'SIGKILL');
  // PostgreSQL takes any living process of its own user for the server that left the file.
  const { uid, gid } = await stat(clusterDir);
  const other = spawn('sleep', ['60'], {
    cwd: '/',
    stdio: 'ignore',
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
  });
  children.push(other);
  await writeFile(pidFile, left.replace(/^\d+/, String(other.pid)));

  const here = await open();
  expect(here.started).toBe('started');
  expect(await query(here.adminUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  expect(other.exitCode ?? other.signalCode).toBeNull();
  await here.close();
});

test('keeps its port, and takes another when that is taken', async () => {
  const first = await open();
  await first.close();
  const again = await open();
  expect(again.port).toBe(first.port);
  await again.close();

  const squatter = createServer().listen(first.port, '127.0.0.1');
  await once(squatter, 'listening');
  const moved = await open();
  expect(moved.port).not.toBe(first.port);
  expect(await query(moved.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  await moved.close();
  squatter.close();
});

test('only this machine may connect, with the password that only the owner may read', async () => {
  const { adminUrl, close } = await open();
  const [settings] = await query(
    adminUrl,
    `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
            current_setting('password_encryption') as passwords, current_setting('server_encoding') as encoding`,
  );
  expect(settings).toEqual({
    addresses: '127.0.0.1',
    sockets: '',
    passwords: 'scram-sha-256',
    encoding: 'UTF8',
  });
  const without = new URL(adminUrl);
  without.password = 'wrong';
  await expect(query(without.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  expect((await stat(join(dataDir, 'pg', 'password'))).mode & 0o777).toBe(0o600);
  await close();
});

test('refuses a cluster of another major version rather than touching it', async () => {
  const file = join(dataDir, 'pg', 'cluster', 'PG_VERSION');
  await writeFile(file, '14\n');
  await expect(open()).rejects.toMatchObject({ code: 'EMBEDDED_WRONG_VERSION', retryable: false });
  await writeFile(file, '18\n');
  await (await open()).close();
});
