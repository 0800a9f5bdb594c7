import { join } from 'node:path';
import { runBrowserJourneys } from './browser-journeys.ts';
import { add, check, closingLines, failedWith, nothing, type Tally } from './check-runner.ts';
import { readEnv } from './env.ts';
import { runVitest } from './vitest-run.ts';
import { buildWeb } from './web-build.ts';

const USAGE = 'usage: npm test [-- static|unit|browser [arguments of the runner]]';
const { root } = readEnv();
const bin = (name: string) => join(root, 'node_modules/.bin', name);
const typescriptProjects = [
  '.',
  'packages/crypto',
  'packages/db',
  'packages/plugins',
  'packages/core',
  'apps/worker',
  'apps/web',
  'e2e',
  'interop',
  'bench',
];

const parts: Record<string, (args: string[]) => Promise<Tally>> = {
  static: staticChecks,
  unit: (args) => runVitest(root, args),
  browser: browserJourneys,
};

process.exitCode = await main();

/** Lint, types, boundaries, unused code, unit and integration tests, browser journeys; or one of these parts alone. */
async function main(): Promise<number> {
  const [only, ...args] = process.argv.slice(2);
  if (only !== undefined && !(only in parts)) {
    console.error(USAGE);
    return 64;
  }
  let tally = nothing;
  for (const [name, part] of Object.entries(parts)) {
    if (only === undefined || only === name) tally = add(tally, await guarded(name, () => part(args)));
  }
  console.log(closingLines(tally));
  return tally.failed === 0 ? 0 : 1;
}

const describeError = (error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** A part that breaks down is a failure, and the others still run. */
async function guarded(name: string, part: () => Promise<Tally>): Promise<Tally> {
  try {
    return await part();
  } catch (error) {
    console.error(`✗ ${name}`, error);
    return failedWith(name, describeError(error));
  }
}

async function staticChecks(): Promise<Tally> {
  const first = [
    check('lint', bin('biome'), ['check', '--error-on-warnings', '.'], root),
    check(
      'boundaries',
      bin('depcruise'),
      ['--config', '.dependency-cruiser.cjs', 'apps', 'packages', 'scripts', 'e2e', 'interop', 'bench'],
      root,
    ),
    check('unused code', bin('knip'), ['--no-config-hints'], root),
  ];
  const tallies = await Promise.all(first);
  for (const project of typescriptProjects) {
    tallies.push(await check(`types of ${project}`, bin('tsc'), ['-p', project], root));
  }
  return add(...tallies);
}

async function browserJourneys(args: string[]): Promise<Tally> {
  const built = await buildWeb(root, (text) => console.error(text));
  console.log(`✓ site ${built ? 'built' : 'is built already'}`);
  return add({ ...nothing, passed: 1 }, await runBrowserJourneys(root, args));
}
