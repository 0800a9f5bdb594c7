import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runBrowserJourneys } from './browser-journeys.ts';
import { closingLines } from './check-runner.ts';
import { readEnv } from './env.ts';
import { buildWeb } from './web-build.ts';

const USAGE = 'usage: npm run screenshots [-- --out DIR] [-- --grep WORDS]';

process.exitCode = await main();

/** Pictures of every page at 1440 and 390 px, light and dark, Chinese and English; each page is checked on the way. */
async function main(): Promise<number> {
  const options = readArguments();
  if (!options) return 64;
  const { root } = readEnv();
  const out = resolve(root, options.out);
  await mkdir(out, { recursive: true });
  await buildWeb(root, (text) => console.error(text));
  const filter = options.grep ? ['--grep', options.grep] : [];
  const tally = await runBrowserJourneys(root, [join('pages', 'pages'), ...filter], { E2E_SCREENSHOTS: out });
  console.log(closingLines(tally));
  console.log(`pictures: ${out}`);
  return tally.failed === 0 ? 0 : 1;
}

function readArguments(): { out: string; grep?: string } | undefined {
  try {
    const { values } = parseArgs({
      options: { out: { type: 'string', default: 'screenshots' }, grep: { type: 'string' } },
    });
    return { out: values.out, ...(values.grep ? { grep: values.grep } : {}) };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(USAGE);
    return undefined;
  }
}
