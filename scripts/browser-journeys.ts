import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInstallation } from '@chopmark/worker/installation';
import { z } from 'zod';
import { type Failure, failedWith, run, type Tally } from './check-runner.ts';
import { DEMO_EMAIL, OPERATOR_EMAIL } from './demo/log-ins.ts';
import { prepareAccounts, prepareShowroom } from './prepare-installation.ts';
import { startSite } from './site.ts';
import { createSteps } from './steps.ts';

const specSchema = z.object({
  title: z.string(),
  file: z.string(),
  ok: z.boolean(),
  tests: z.array(
    z.object({
      results: z.array(z.object({ errors: z.array(z.object({ message: z.string().optional() })) })),
    }),
  ),
});
type Suite = { specs: z.infer<typeof specSchema>[]; suites?: Suite[] | undefined };
const suiteSchema: z.ZodType<Suite> = z.object({
  specs: z.array(specSchema),
  suites: z.lazy(() => z.array(suiteSchema)).optional(),
});
const reportSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  suites: z.array(suiteSchema),
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
    if (text === undefined) return failedWith('playwright', 'It ended without a result.');
    const { stats, suites } = reportSchema.parse(JSON.parse(text));
    // A journey that needed a second try is a failure: users have one.
    const failed = Math.max(stats.unexpected + stats.flaky, code === 0 ? 0 : 1);
    return { passed: stats.expected, failed, skipped: stats.skipped, failures: suites.flatMap(failuresOf) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function failuresOf({ specs, suites = [] }: Suite): Failure[] {
  const own = specs
    .filter((spec) => !spec.ok)
    .map(({ file, title, tests }) => ({
      name: `${file} > ${title}`,
      message: tests
        .flatMap((test) => test.results)
        .flatMap((result) => result.errors)
        .map((error) => error.message ?? '')
        .join('\n'),
    }));
  return [...own, ...suites.flatMap(failuresOf)];
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
