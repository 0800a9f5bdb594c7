import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Installation } from '@chopmark/worker/installation';
import { childEnv } from './env.ts';

const READY_MS = 60_000;
const STOP_MS = 15_000;

export type SiteOptions = {
  root: string;
  installation: Installation;
  host: string;
  port: number;
  publicUrl: string;
  mailbox: 'open' | 'operator';
  mode: 'start' | 'dev';
  logLevel: string;
  /** Gives up starting. */
  signal?: AbortSignal;
};

/** The two processes of an installation: the site and the worker. */
export type Site = {
  /** Resolves when one of them ends by itself, with words about which. */
  ended: Promise<string>;
  stop(): Promise<void>;
};

/** Starts site and worker and waits until both are ready. @throws Error when one ends first */
export async function startSite(options: SiteOptions): Promise<Site> {
  const { root, installation, port, host, mode } = options;
  const { folder, urls } = installation;
  const env = childEnv({
    NODE_ENV: mode === 'dev' ? 'development' : 'production',
    DATABASE_APP_URL: urls.app,
    DATABASE_RELAY_URL: urls.relay,
    DATABASE_JOBS_URL: urls.jobs,
    CHOPMARK_MASTER_KEY_FILE: folder.masterKeyFile,
    CHOPMARK_DATA: folder.path,
    CHOPMARK_ROOT: root,
    CHOPMARK_MAILBOX: options.mailbox,
    PUBLIC_URL: options.publicUrl,
    NEXTAUTH_SECRET: folder.secrets.session,
    NEXT_TELEMETRY_DISABLED: '1',
    LOG_LEVEL: options.logLevel,
  });
  // Groups of their own: Ctrl-C reaches us alone, and we stop them in order.
  const common = { env, detached: true };
  const worker = spawn(process.execPath, [join(root, 'apps/worker/src/main.ts')], {
    ...common,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const next = join(root, 'node_modules/next/dist/bin/next');
  const web = spawn(process.execPath, [next, mode, '--port', String(port), '--hostname', host], {
    ...common,
    cwd: join(root, 'apps/web'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const children = [worker, web];
  const ended = Promise.race([endOf(worker, 'the worker'), endOf(web, 'the site')]);
  const stop = () => stopAll(children);
  try {
    await Promise.race([
      Promise.all([
        said(worker),
        answers(`http://${host.includes(':') ? `[${host}]` : host}:${port}/api/health`),
      ]),
      ended.then((what) => Promise.reject(new Error(what))),
      aborted(options.signal),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ended, stop };
}

const aborted = (signal: AbortSignal | undefined) =>
  new Promise<never>((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('stopped while starting')), { once: true });
  });

const said = (worker: ChildProcess) =>
  new Promise<void>((resolve) => worker.once('message', () => resolve()));

async function answers(url: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const ready = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    if (Date.now() > deadline) throw new Error(`the site doesn't answer at ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const endOf = (child: ChildProcess, name: string) =>
  new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${name} could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`${name} ended (${signal ?? code})`));
  });

async function stopAll(children: ChildProcess[]): Promise<void> {
  await Promise.all(
    children.map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await gone;
      clearTimeout(late);
    }),
  );
}
