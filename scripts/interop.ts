import { join } from 'node:path';
import { createVitest, type Reporter, type TestCase } from 'vitest/node';
import { closingLines, nothing, type Tally } from './check-runner.ts';

const totals: Tally = { ...nothing, failures: [] };

/** One line a check, and totals over everything that can go wrong, checks or not. */
const reporter: Reporter = {
  onTestCaseResult(check) {
    const result = check.result();
    if (result.state === 'passed') pass(check);
    else if (result.state === 'skipped') skip(check, result.note);
    else fail(check.fullName, result.errors ?? []);
  },
  onTestSuiteResult: (suite) => failIfAny(suite.fullName, suite.errors()),
  onTestModuleEnd: (file) => failIfAny(file.moduleId, file.errors()),
  onTestRunEnd: (_, errors) => failIfAny('outside the checks', errors),
};

// At the exit the setup removes its folder and stops what it runs.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.exitCode = await main();

async function main(): Promise<number> {
  const vitest = await createVitest({
    config: join(import.meta.dirname, '..', 'interop', 'vitest.config.ts'),
    watch: false,
    reporters: [reporter],
  });
  try {
    await vitest.start();
  } catch (error) {
    fail('outside the checks', [error]);
  } finally {
    await vitest.close();
  }
  if (totals.passed + totals.failed === 0) fail('no check ran', []);
  console.log(closingLines(totals));
  return totals.failed === 0 ? 0 : 1;
}

function pass(check: TestCase): void {
  totals.passed += 1;
  console.log(`✓ ${check.fullName}`);
}

function skip(check: TestCase, reason = 'no reason given'): void {
  totals.skipped += 1;
  console.log(`- ${check.fullName}: skipped: ${reason}`);
}

function failIfAny(name: string, errors: readonly unknown[]): void {
  if (errors.length > 0) fail(name, errors);
}

function fail(name: string, errors: readonly unknown[]): void {
  totals.failed += 1;
  totals.failures.push({ name, message: errors.map(described).join('\n') });
  console.log(`✗ ${name}`);
}

function described(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { message, stack, diff } = error as { message?: string; stack?: string; diff?: string };
  return [diff ? message : (stack ?? message), diff].filter(Boolean).join('\n');
}
