import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Failure, failedWith, run, type Tally } from './check-runner.ts';

const resultSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});
type Result = z.infer<typeof resultSchema>;

/** Runs Vitest with its own output shown, and counts. A run that ends without a result counts as one failure. */
export async function runVitest(root: string, args: string[]): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'chopmark-vitest-'));
  const file = join(folder, 'result.json');
  try {
    const { code } = await run(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
        ...args,
      ],
      { cwd: root, show: true },
    );
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return failedWith('vitest', 'It ended without a result.');
    const result = resultSchema.parse(JSON.parse(text));
    // A file that can't even be loaded fails the run without failing a test.
    const failed = Math.max(result.numFailedTests, code === 0 && result.success ? 0 : 1);
    return {
      passed: result.numPassedTests,
      failed,
      skipped: result.numPendingTests + result.numTodoTests,
      failures: result.testResults.flatMap(failuresOf),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The failed tests of a file, or the file itself when it couldn't be loaded. */
function failuresOf({ name, status, message, assertionResults }: Result['testResults'][number]): Failure[] {
  const failed = assertionResults.filter((each) => each.status === 'failed');
  if (failed.length === 0 && status === 'failed') return [{ name, message: message ?? '' }];
  return failed.map((each) => ({
    name: `${name} > ${each.fullName}`,
    message: (each.failureMessages ?? []).join('\n'),
  }));
}
