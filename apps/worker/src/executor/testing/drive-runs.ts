import { type TestApp, until } from './harness.ts';

/** Sends the event and gives its run once nothing can be done at once. */
export async function beginRun(app: TestApp, name: string, data: Record<string, unknown> = {}) {
  const correlation = `${name}-${crypto.randomUUID()}`;
  await app.inngest.send({ name, data: { ...data, correlation } });
  await app.executor.idle();
  const runs = await app.executor.listRuns({ correlation });
  const found = runs.find(({ functionId }) => functionId === `app-${name}`);
  const run = found && (await app.executor.getRun(found.id));
  if (!run) throw new Error(`no run for ${correlation}`);
  return run;
}

/** As beginRun, once the run has ended. */
export async function performRun(app: TestApp, name: string, data: Record<string, unknown> = {}) {
  return endOfRun(app, (await beginRun(app, name, data)).id);
}

/** The run once it has ended. */
export function endOfRun(app: TestApp, id: string) {
  return until(async () => {
    const run = await app.executor.getRun(id);
    return run?.state !== 'running' && run;
  });
}
