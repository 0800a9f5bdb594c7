import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Installation, openInstallation } from '@chopmark/worker/installation';
import { DEMO_EMAIL, OPERATOR_EMAIL } from './demo/log-ins.ts';
import { readEnv } from './env.ts';
import { startSite } from './site.ts';
import { createSteps } from './steps.ts';
import { buildWeb } from './web-build.ts';

const env = readEnv();
const steps = createSteps((line) => console.log(line));
const publicUrl = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
const stopping = new AbortController();
const interrupted = new Promise<string>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stopping.abort();
      resolve(signal);
    });
  }
});

process.exitCode = await main();

async function main(): Promise<number> {
  const building = steps.step('site built', () =>
    buildWeb(env.root, (text) => console.error(text), stopping.signal),
  );
  building.catch(() => undefined);
  const installation = await steps.step('data folder and database', () =>
    openInstallation({ dataDir: env.CHOPMARK_DATA, databaseUrl: env.DATABASE_URL, log: steps.note }),
  );
  try {
    const why = await serve(installation, building);
    console.log(`\n${why}: stopped`);
    return why.startsWith('SIG') ? 0 : 1;
  } catch (error) {
    if (stopping.signal.aborted) return 0;
    console.error(error);
    return 1;
  } finally {
    await installation.close();
  }
}

/** Serves until a signal comes or a process ends by itself. @returns which */
async function serve(installation: Installation, building: Promise<boolean>): Promise<string> {
  const { folder } = installation;
  const signedFile = join(folder.path, 'demo', 'signed.pdf');
  if (!existsSync(signedFile)) {
    // Loaded only where it is needed: most of the product hangs on it, and a later start is to be quick.
    const { prepareDemo } = await import('./prepare-installation.ts');
    await prepareDemo(installation, publicUrl, steps);
  }
  await building;
  const site = await steps.step('web and worker serving', () =>
    startSite({
      root: env.root,
      installation,
      host: env.HOST,
      port: env.PORT,
      publicUrl,
      mailbox: env.CHOPMARK_MAILBOX ?? (isLoopback(env.HOST) ? 'open' : 'operator'),
      mode: 'start',
      logLevel: 'warn',
      signal: stopping.signal,
    }),
  );
  announce(folder.secrets, signedFile);
  const why = await Promise.race([interrupted, site.ended]);
  await site.stop();
  return why;
}

function announce(secrets: { operatorPassword: string; demoPassword: string }, signedFile: string): void {
  console.log(`
  Chopmark       ${publicUrl}
  Demo tenant    ${DEMO_EMAIL}  ${secrets.demoPassword}
  Operator       ${OPERATOR_EMAIL}  ${secrets.operatorPassword}
  Mailbox        ${publicUrl}/mailbox   (sandbox: codes and links arrive here)
  Verify         ${publicUrl}/verify
  Signed file    ${signedFile}

  Ctrl-C stops everything.`);
}

/** Codes stand in the sandbox mailbox: open to everybody only where nobody else can reach it. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
