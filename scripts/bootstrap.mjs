// Runs on the system's Node (20 or newer) with nothing installed: brings the dependencies, Node 24 among them, and what
// the system lacks, then hands over to scripts/<command>.ts on Node 24. Standard output belongs to the command.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node24 = join(root, 'node_modules', '.bin', 'node');
const [command = '', ...args] = process.argv.slice(2);

/** What each command wants from the system's package manager. */
const OFFICE = ['libreoffice-writer-nogui', 'fonts-wqy-microhei'];
const WANTS = {
  start: OFFICE,
  dev: OFFICE,
  demo: OFFICE,
  test: [...OFFICE, 'chromium', 'poppler-utils', 'qpdf'],
  interop: [...OFFICE, 'poppler-utils', 'qpdf', 'python3-venv', 'libnss3-tools', 'softhsm2'],
  bench: ['python3-venv'],
  fuzz: ['qpdf'],
  keys: [],
  verify: [],
  screenshots: [...OFFICE, 'chromium'],
};

if (!(command in WANTS)) {
  console.error(`usage: node scripts/bootstrap.mjs ${Object.keys(WANTS).join('|')} [arguments]`);
  process.exit(64);
}
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`Chopmark needs Node.js 20 or newer to begin with; this is ${process.version}.`);
  process.exit(64);
}

const began = Date.now();
const say = (line) => console.error(`[${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s] ${line}`);

const system = installSystemPackages(WANTS[command]);
await installDependencies();
if (!['verify', 'fuzz'].includes(command)) await generateClient();
await system;
process.exitCode = await handOver();

async function installDependencies() {
  const stamp = join(root, 'node_modules', '.chopmark-install');
  const wanted = digest('package-lock.json');
  if (existsSync(node24) && read(stamp) === wanted) return;
  await locked('install', async () => {
    if (existsSync(node24) && read(stamp) === wanted) return;
    say('installing dependencies (a few minutes the first time)');
    // Not `npm ci`: it refuses a lock without the optional binaries of platforms that a registry doesn't serve.
    // The lock's versions are installed all the same, and with --no-save it stays as it is.
    const install = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
    const failed = await run('npm', install, { env: systemEnv() });
    if (failed) fail(`npm install ended with ${failed.code}`, failed.output);
    writeFileSync(stamp, wanted);
    say('dependencies installed');
  });
}

async function generateClient() {
  const stamp = join(root, 'packages/db/src/generated', '.stamp');
  const wanted = digest('packages/db/prisma/schema.prisma') + digest('package-lock.json');
  if (read(stamp) === wanted) return;
  await locked('generate', async () => {
    if (read(stamp) === wanted) return;
    const failed = await run(node24, ['packages/db/scripts/generate.ts'], { env: commandEnv() });
    if (failed) fail('the database client could not be generated', failed.output);
    writeFileSync(stamp, wanted);
    say('database client generated');
  });
}

/** Where we may (root, apt), what is missing is installed meanwhile; never fatally: what needs it says so later. */
async function installSystemPackages(packages) {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0 || process.platform !== 'linux' || process.getuid?.() !== 0 || !which('apt-get'))
    return;
  say(`installing ${missing.join(', ')} with apt-get meanwhile`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const wait = ['-o', 'DPkg::Lock::Timeout=600', '-qq'];
  await run('apt-get', [...wait, 'update'], { env });
  const failed = await run('apt-get', [...wait, 'install', '-y', '--no-install-recommends', ...missing], {
    env,
  });
  say(
    failed
      ? `apt-get could not install them: ${failed.output.trim().split('\n').at(-1)}`
      : `installed ${missing.join(', ')}`,
  );
}

function isInstalled(name) {
  const programs = {
    'libreoffice-writer-nogui': ['soffice', 'libreoffice'],
    chromium: ['chromium', 'chromium-browser', 'google-chrome'],
    'poppler-utils': ['pdfsig'],
    qpdf: ['qpdf'],
  };
  if (programs[name]) return programs[name].some(which);
  return spawnSync('dpkg', ['-s', name], { stdio: 'ignore' }).status === 0;
}

function which(program) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder && existsSync(join(folder, program)));
}

/** Runs the command's script on Node 24 in the foreground; signals reach it through the terminal's process group or from us. */
function handOver() {
  const child = spawn(
    node24,
    ['--disable-warning=ExperimentalWarning', join(root, 'scripts', `${command}.ts`), ...args],
    {
      stdio: 'inherit',
      env: commandEnv(),
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.exitCode === null && child.kill(signal));
  }
  return new Promise((resolve) => {
    child.on('error', (error) => fail(`Node 24 could not be started: ${error.message}`));
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

function run(program, programArgs, options) {
  return new Promise((resolve) => {
    const child = spawn(program, programArgs, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-8000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: error.message, output }));
    child.on('close', (code) => resolve(code === 0 ? undefined : { code, output }));
  });
}

/** One process at a time installs or generates; a lock whose holder is gone is taken over. */
async function locked(name, work) {
  const folder = join(root, 'node_modules', '.cache');
  mkdirSync(folder, { recursive: true });
  const lock = join(root, `.chopmark-${name}.lock`);
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch {
      if (!isAlive(Number(read(lock)))) rmSync(lock, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isAlive(pid) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * The environment of the system's own npm: without the outer npm's settings, which would make the inner one act on the
 * outer command, and without our Node in the PATH, under which npm would miss the system's npm configuration.
 */
function systemEnv() {
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('npm_')));
  const folders = (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(join('node_modules', '.bin')));
  return { ...env, PATH: folders.join(delimiter) };
}

function commandEnv() {
  return {
    ...process.env,
    PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
    CHOPMARK_ROOT: root,
  };
}

function read(file) {
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8').trim() : '';
}

function digest(file) {
  return createHash('sha256')
    .update(readFileSync(join(root, file)))
    .digest('hex');
}

function fail(message, output = '') {
  if (output) console.error(output);
  console.error(message);
  process.exit(1);
}
