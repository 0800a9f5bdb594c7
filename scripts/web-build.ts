import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { childEnv } from './env.ts';

/** What the site is built from. Changing none of it means that the last build still stands. */
const SOURCES = ['apps/web', 'packages', 'package-lock.json'];
const SKIPPED = new Set(['node_modules', '.next', 'generated', '.turbo']);

/** Builds the site for production unless its sources are as they were. @returns whether it was built */
export async function buildWeb(
  root: string,
  onOutput: (text: string) => void,
  signal?: AbortSignal,
): Promise<boolean> {
  const next = join(root, 'apps/web/.next');
  const stampFile = join(next, '.chopmark-sources');
  const wanted = await digestOfSources(root);
  if ((await readStamp(stampFile)) === wanted && existsSync(join(next, 'BUILD_ID'))) return false;
  await rm(next, { recursive: true, force: true });
  await run(root, onOutput, signal);
  await writeFile(stampFile, wanted);
  return true;
}

async function run(
  root: string,
  onOutput: (text: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: join(root, 'apps/web'),
    env: childEnv({ NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal ? { signal } : {}),
  });
  let tail = '';
  const keep = (chunk: Buffer) => {
    tail = (tail + chunk.toString()).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  onOutput(tail);
  throw new Error(`the site could not be built (next build ended with ${code})`);
}

async function digestOfSources(root: string): Promise<string> {
  const hash = createHash('sha256');
  const add = async (path: string): Promise<void> => {
    const info = await stat(path);
    if (info.isDirectory()) {
      const names = (await readdir(path)).filter((name) => !SKIPPED.has(name) && !name.endsWith('.test.ts'));
      for (const name of names.sort()) await add(join(path, name));
      return;
    }
    if (!path.endsWith('.tsbuildinfo') && !path.endsWith('next-env.d.ts')) {
      hash.update(`${path.slice(root.length)}\0`).update(await readFile(path));
    }
  };
  for (const source of SOURCES) await add(join(root, source));
  return hash.digest('hex');
}

async function readStamp(file: string): Promise<string> {
  return existsSync(file) ? (await readFile(file, 'utf8')).trim() : '';
}
