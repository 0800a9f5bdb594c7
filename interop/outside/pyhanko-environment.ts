import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun, type Outcome, run } from './run.ts';

/** A Python with pyHanko and moto in it, why there can be none on this machine, or what broke. */
export type PyHankoEnvironment = { python: string } | { skipped: string } | { failed: string };

const requirements = join(import.meta.dirname, 'requirements.txt');
const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'chopmark-interop');
/** The oldest the pinned versions run on. */
const OLDEST_PYTHON = { major: 3, minor: 11 };
const PIP_MS = 300_000;
/** What pip says when the package index can't be reached or has nothing at all; anything else it says is a fault of ours. */
const UNREACHABLE = /from versions: none|connection broken by|HTTP error [45]\d\d/i;

/** Made once for this working copy; made anew when a pinned version or the machine's Python changes. */
export async function pyHankoEnvironment(note: (line: string) => void): Promise<PyHankoEnvironment> {
  const version = await pythonVersion();
  if (!version) return { skipped: 'python3 is not installed' };
  const [major = 0, minor = 0] = version;
  if (major !== OLDEST_PYTHON.major || minor < OLDEST_PYTHON.minor) {
    return { skipped: `python3 is ${version.join('.')}, and 3.${OLDEST_PYTHON.minor} is wanted` };
  }
  const folder = join(cache, 'venv');
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, '.chopmark-stamp');
  const wanted = createHash('sha256')
    .update(version.join('.'))
    .update(await readFile(requirements))
    .digest('hex');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return { python };

  note('bringing pyHanko and moto into a virtual environment (once)');
  await rm(folder, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  const made = await run('python3', ['-m', 'venv', folder]);
  if (made.code !== 0) return { skipped: `python3 -m venv: ${lastLine(made)}` };
  const options = ['--quiet', '--disable-pip-version-check', '--timeout', '15', '--retries', '2'];
  const installed = await run(python, ['-m', 'pip', 'install', ...options, '-r', requirements], {
    timeoutMs: PIP_MS,
  });
  if (installed.code !== 0) {
    const reason = `pip install: ${lastLine(installed)}`;
    return UNREACHABLE.test(installed.stderr)
      ? { skipped: `no package index: ${reason}` }
      : { failed: reason };
  }
  await writeFile(stamp, wanted);
  return { python };
}

const SCRIPT_MS = 600_000;

/** What a script beside this file says as JSON. @throws Error when it fails, or there is no pyHanko */
export async function runPython(
  environment: PyHankoEnvironment,
  script: string,
  input: unknown,
): Promise<unknown> {
  if (!('python' in environment))
    throw new Error(`pyHanko could not be brought: ${JSON.stringify(environment)}`);
  const options = { input: JSON.stringify(input), timeoutMs: SCRIPT_MS };
  return JSON.parse(await mustRun(environment.python, [join(import.meta.dirname, script)], options));
}

async function pythonVersion(): Promise<number[] | undefined> {
  const asked = await run('python3', ['--version']).catch(() => undefined);
  const version = /^Python (\d+)\.(\d+)\.(\d+)/.exec(asked?.stdout ?? '');
  return version?.slice(1).map(Number);
}

function lastLine({ stdout, stderr }: Outcome): string {
  return `${stdout}${stderr}`.trim().split('\n').at(-1) ?? '';
}
