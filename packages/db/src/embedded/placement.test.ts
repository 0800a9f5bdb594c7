import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nativeFolder } from './binaries.ts';
import { createCluster, startServer, stopServer } from './cluster.ts';
import { type Placement, place } from './placement.ts';

/** A clone as under /root: nobody but its owner may enter the outermost folder (mkdtemp: mode 700). */
let closed: string;
let openFolder: string;
let nativeDir: string;

beforeAll(async () => {
  closed = await mkdtemp(join(tmpdir(), 'chopmark-closed-'));
  openFolder = await mkdtemp(join(tmpdir(), 'chopmark-open-'));
  nativeDir = join(closed, 'package', 'native');
  await cp(nativeFolder(), nativeDir, { recursive: true, verbatimSymlinks: true });
  await cp(join(nativeFolder(), '..', 'package.json'), join(nativeDir, '..', 'package.json'));
});

afterAll(async () => {
  await rm(closed, { recursive: true, force: true });
  await rm(openFolder, { recursive: true, force: true });
});

async function pgDirIn(name: string): Promise<string> {
  const pgDir = join(closed, name);
  await mkdir(pgDir);
  return pgDir;
}

async function startsAndStops(placement: Placement, pgDir: string): Promise<void> {
  const cluster = { ...placement, pgDir, password: 'only-for-this-test', fastUnsafe: true };
  expect(await createCluster(cluster)).toBe(true);
  const { port } = await startServer(cluster);
  expect(port).toBeGreaterThan(0);
  await stopServer(cluster);
}

const root = process.getuid?.() === 0;

test('binaries and data folder may lie where only their owner may go', async () => {
  const pgDir = await pgDirIn('data');
  const placement = await place({ pgDir, nativeDir });
  expect(placement.clusterDir).toBe(join(pgDir, 'cluster'));
  await startsAndStops(placement, pgDir);
  const { uid } = await stat(placement.clusterDir);
  expect(uid).toBe(root ? placement.account.ids?.uid : process.getuid?.());
  expect(uid).not.toBe(0);
});

test.runIf(root)(
  'without a capability to lend, cluster and binaries go elsewhere, and stay there',
  async () => {
    await chmod(openFolder, 0o755);
    const pgDir = await pgDirIn('data-elsewhere');
    const input = { pgDir, nativeDir, setpriv: 'no-such-program', elsewhereBase: openFolder };
    const placement = await place(input);
    expect(placement.clusterDir.startsWith(`${openFolder}/`)).toBe(true);
    await startsAndStops(placement, pgDir);

    // Found again by the pointer, also once a capability could be lent: that is where the data is.
    expect((await readFile(join(pgDir, 'elsewhere'), 'utf8')).trim()).toBe(join(placement.clusterDir, '..'));
    expect((await place({ pgDir, nativeDir })).clusterDir).toBe(placement.clusterDir);
  },
);
