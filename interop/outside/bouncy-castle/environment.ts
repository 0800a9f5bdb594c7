import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Outcome, run } from '../run.ts';

/** A class path with BouncyCastle on it, why there can be none on this machine, or what broke. */
export type BouncyCastle = { classPath: string } | { skipped: string } | { failed: string };

const VERSION = '1.80.2';
/** SHA-256 of each archive of that version. */
const ARCHIVES = {
  'bcprov-jdk18on': 'b33227f07dce264daf1aac2e798ef109a4901f31abedac53635746dd93679d3b',
  'bcutil-jdk18on': 'bc78d32d7ffb141ee27e4fb77df04259d842c899e7e8eaf912f990d7253bd3b4',
  'bcpkix-jdk18on': 'd43bacacb557e7e9dd6e03f03ca56213214a646cee584e2c657b0e0b0db4a3f5',
};
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';
const OLDEST_JAVA = 17;
const MAVEN_MS = 300_000;
const program = join(import.meta.dirname, 'SignatureReport.java');
const NO_COMPILER: Outcome = { code: -1, stdout: '', stderr: '' };
const folder = join(
  import.meta.dirname,
  ...['..', '..', '..', 'node_modules', '.cache', 'chopmark-interop', `bouncy-castle-${VERSION}`],
);

/** Fetched once for this working copy, by Maven; an archive that isn't the pinned one is never run. */
export async function bouncyCastle(): Promise<BouncyCastle> {
  const java = await run('java', ['-version']).catch(() => undefined);
  const version = Number(/version "(\d+)/.exec(java?.stderr ?? '')?.[1] ?? 0);
  if (version < OLDEST_JAVA) return { skipped: `Java ${OLDEST_JAVA} is not installed` };
  await mkdir(folder, { recursive: true });
  for (const [name, digest] of Object.entries(ARCHIVES)) {
    const file = join(folder, `${name}-${VERSION}.jar`);
    if ((await digestOf(file)) === digest) continue;
    const fetched = await fetchArchive(name);
    if (fetched) return { skipped: fetched };
    if ((await digestOf(file)) !== digest) return { failed: `${name} ${VERSION} is not the archive it was` };
  }
  return compiled(join(folder, '*'));
}

/** Our program, compiled once: started from its source it would be at every question. */
async function compiled(archives: string): Promise<BouncyCastle> {
  const digest = (await digestOf(program)) ?? '';
  const classes = join(folder, `classes-${digest.slice(0, 16)}`);
  const classPath = `${classes}${delimiter}${archives}`;
  if (await digestOf(join(classes, 'SignatureReport.class'))) return { classPath };
  const options = ['-nowarn', '-encoding', 'UTF-8', '-cp', archives, '-d', classes, program];
  const { code, ...said } = await run('javac', options, { timeoutMs: MAVEN_MS }).catch(() => NO_COMPILER);
  if (code === 0) return { classPath };
  return code < 0 ? { skipped: 'javac is not installed' } : { failed: `javac: ${firstLine(said)}` };
}

/** @returns why it can't be had */
async function fetchArchive(name: string): Promise<string | undefined> {
  const artifact = `-Dartifact=org.bouncycastle:${name}:${VERSION}`;
  const options = ['-q', '-B', COPY, artifact, `-DoutputDirectory=${folder}`];
  const fetched = await run('mvn', options, { timeoutMs: MAVEN_MS }).catch(() => undefined);
  if (!fetched) return 'mvn is not installed, or does not end';
  return fetched.code === 0 ? undefined : `Maven can't fetch ${name}: ${firstLine(fetched)}`;
}

async function digestOf(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes && createHash('sha256').update(bytes).digest('hex');
}

function firstLine({ stdout, stderr }: Pick<Outcome, 'stdout' | 'stderr'>): string {
  return `${stdout}${stderr}`.trim().split('\n')[0] ?? '';
}
