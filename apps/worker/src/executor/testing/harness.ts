import { randomBytes } from 'node:crypto';
import { Inngest, type InngestFunction } from 'inngest';
import { serve } from 'inngest/edge';
import { createEmbeddedExecutor, type EmbeddedExecutor, type EmbeddedExecutorOptions } from '../executor.ts';
import type { ExecutorLog } from '../log.ts';

export type LogLine = { level: string; message: string; fields: object };

export function recordingLog(): { log: ExecutorLog; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const record = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, fields });
  };
  const log = { debug: record('debug'), info: record('info'), warn: record('warn'), error: record('error') };
  return { log, lines };
}

export type TestApp = {
  executor: EmbeddedExecutor;
  inngest: Inngest.Any;
  lines: LogLine[];
  [Symbol.asyncDispose](): Promise<void>;
};

/** A real Inngest app, served by the SDK and run by an executor with short times. */
export async function serveApp(
  database: { jobsUrl: string },
  define: (inngest: Inngest) => InngestFunction.Any[],
  options: Partial<EmbeddedExecutorOptions> = {},
): Promise<TestApp> {
  const { log, lines } = recordingLog();
  const executor = createEmbeddedExecutor({
    databaseUrl: database.jobsUrl,
    log,
    leaseSeconds: 1.5,
    backoff: () => 10,
    ...options,
  });
  const signingKey = `signkey-test-${randomBytes(16).toString('hex')}`;
  const inngest = new Inngest({
    id: 'app',
    fetch: executor.fetch,
    eventKey: 'local',
    signingKey,
    isDev: false,
    logger: log,
    internalLogger: log,
  });
  const functions = define(inngest);
  const handler = serve({ client: inngest, functions });
  await executor.start({ id: 'app', handler, functions, signingKey });
  return { executor, inngest, lines, [Symbol.asyncDispose]: () => executor.stop() };
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Waits until `probe` gives something. */
export async function until<T>(
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  milliseconds = 10_000,
): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end)
      throw new Error(`What the test waits for did not happen within ${milliseconds} ms.`);
    await sleep(10);
  }
}
