import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInstallation } from '@chopmark/worker/installation';
import { z } from 'zod';
import { nothing, run, type Tally } from './check-runner.ts';
import { DEMO_EMAIL, OPERATOR_EMAIL } from './demo/log-ins.ts';
import { prepareAccounts, prepareShowroom } from './prepare-installation.ts';
import { startSite } from './site.ts';
import { createSteps } from './steps.ts';

const statsSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

/** Playwright journeys against a production build on an installation of their own, thrown away afterwards. */
export async function runBrowserJourneys(
  root: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Tally> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chopmark-e2e-'));
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  const steps = createSteps((line) => console.log(line));
  const installation = await openInstallation({ dataDir, log: steps.note });
  try {
    await prepareAccounts(installation, publicUrl, steps);
    const showroom = join(dataDir, 'showroom.json');
    if (wantsShowroom(args)) {
      await writeFile(showroom, JSON.stringify(await prepareShowroom(installation, publicUrl, steps)));
    }
    const site = await startSite({
      root,
      installation,
      host: '127.0.0.1',
      port,
      publicUrl,
      mailbox: 'open',
      mode: 'start',
      logLevel: 'warn',
    });
    try {
      return await runPlaywright(root, args, {
        E2E_URL: publicUrl,
        E2E_DEMO_EMAIL: DEMO_EMAIL,
        E2E_DEMO_PASSWORD: installation.folder.secrets.demoPassword,
        E2E_OPERATOR_EMAIL: OPERATOR_EMAIL,
        E2E_OPERATOR_PASSWORD: installation.folder.secrets.operatorPassword,
        E2E_SHOWROOM: showroom,
        ...env,
      });
    } finally {
      await site.stop();
    }
  } finally {
    await installation.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The pages are looked at in a whole run, or when they are asked for. */
const wantsShowroom = (args: string[]) => args.length === 0 || args.some((each) => each.includes('pages'));

async function runPlaywright(root: string, args: string[], env: Record<string, string>): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'chopmark-playwright-'));
  const file = join(folder, 'result.json');
  try {
    const { code } = await run(
      process.execPath,
      [join(root, 'node_modules/@playwright/test/cli.js'), 'test', '--reporter=list,json', ...args],
      { cwd: join(root, 'e2e'), env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file }, show: true },
    );
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return { ...nothing, failed: 1 };
    const { stats } = statsSchema.parse(JSON.parse(text));
    // A journey that needed a second try is a failure: users have one.
    const failed = Math.max(stats.unexpected + stats.flaky, code === 0 ? 0 : 1);
    return { passed: stats.expected, failed, skipped: stats.skipped };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
