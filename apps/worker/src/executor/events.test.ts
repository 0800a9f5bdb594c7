import type { TestDatabase } from '@chopmark/db/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveApp, sleep, type TestApp, until } from './testing/harness.ts';
import { openTestDatabase } from './testing/open-test-database.ts';

let database: TestDatabase;
let app: TestApp;
let admin: Client;
const finished: unknown[] = [];
let release: (() => void) | undefined;

beforeAll(async () => {
  database = await openTestDatabase();
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  app = await serveApp(database, (inngest) => [
    inngest.createFunction({ id: 'plain', triggers: [{ event: 'plain' }] }, async ({ event }) => event),
    inngest.createFunction(
      {
        id: 'big',
        triggers: [{ event: 'amount', if: 'event.data.amount >= 100.0 && event.data.tenant == "t1"' }],
      },
      async ({ event }) => event.data,
    ),
    inngest.createFunction(
      { id: 'once', triggers: [{ event: 'once' }], idempotency: 'event.data.intent + "/" + event.data.part' },
      async ({ event }) => event.data,
    ),
    inngest.createFunction({ id: 'wait', triggers: [{ event: 'asked' }] }, async ({ step }) => {
      const options = { event: 'answered', if: 'event.data.question == async.data.question' } as const;
      const answer = await step.waitForEvent('answer', { ...options, timeout: '1h' });
      return { answer: answer?.data };
    }),
    inngest.createFunction({ id: 'twice', triggers: [{ event: 'asked-twice' }] }, async ({ step }) => {
      const options = { event: 'reply', match: 'data.correlation', timeout: '2s' } as const;
      const first = await step.waitForEvent('first', options);
      const second = await step.waitForEvent('second', options);
      return [first?.data.n, second?.data.n ?? 'none'];
    }),
    inngest.createFunction({ id: 'check-then-wait', triggers: [{ event: 'check' }] }, async ({ step }) => {
      await step.run('look', () => new Promise<void>((resolve) => (release = resolve)));
      const options = { event: 'checked', match: 'data.correlation', timeout: '1h' } as const;
      return (await step.waitForEvent('late', options))?.data.n;
    }),
    inngest.createFunction({ id: 'send', triggers: [{ event: 'relay' }] }, async ({ step, event }) =>
      step.sendEvent('forward', { name: 'plain', data: event.data, id: `relayed-${event.data.correlation}` }),
    ),
    inngest.createFunction(
      {
        id: 'listen',
        triggers: [{ event: 'inngest/function.finished', if: 'event.data.function_id == "app-plain"' }],
      },
      async ({ event }) => finished.push(event.data),
    ),
  ]);
});

afterAll(async () => {
  await app.executor.stop();
  await admin.end();
  await database.drop();
});

async function send(name: string, data: Record<string, unknown>, id?: string) {
  return app.inngest.send({ name, data, ...(id === undefined ? {} : { id }) });
}

function runsOf(correlation: string) {
  return app.executor.listRuns({ correlation });
}

/** How many runs of one function belong to the matter. */
async function runCount(correlation: string, functionId: string): Promise<number> {
  return (await runsOf(correlation)).filter((run) => run.functionId === functionId).length;
}

async function outputOf(correlation: string, functionId: string): Promise<unknown> {
  const run = await until(async () => {
    const runs = await runsOf(correlation);
    return runs.find((one) => one.functionId === functionId && one.state !== 'running');
  });
  return (await app.executor.getRun(run.id))?.output;
}

test('counts an event with the same name and id once', async () => {
  const first = await send('plain', { correlation: 'dup' }, 'event-1');
  const second = await send('plain', { correlation: 'dup' }, 'event-1');
  await app.executor.idle();

  expect(second.ids).toEqual(first.ids);
  expect(await runCount('dup', 'app-plain')).toBe(1);
  await send('relay', { correlation: 'dup' }, 'event-1');
  await app.executor.idle();
  expect(await runCount('dup', 'app-send')).toBe(1);
});

test('counts a request once that the SDK repeats because it got no answer', async () => {
  const init = {
    method: 'POST',
    headers: { 'x-inngest-event-id-seed': '1700000000000,c2VlZA==' },
    body: JSON.stringify([
      { name: 'plain', data: { correlation: 'seed' } },
      { name: 'plain', data: { correlation: 'seed' } },
    ]),
  };
  const answers = [
    await app.executor.fetch('https://inn.gs/e/local', init),
    await app.executor.fetch('https://inn.gs/e/local', init),
  ];
  await app.executor.idle();

  const [one, two] = await Promise.all(answers.map((answer) => answer.json()));
  expect(one).toEqual(two);
  expect(await runCount('seed', 'app-plain')).toBe(2);
});

test('refuses what is no event and what is no event endpoint', async () => {
  const post = (url: string, body: string) => app.executor.fetch(url, { method: 'POST', body });

  expect((await post('https://inn.gs/e/local', '[{"data":{}}]')).status).toBe(400);
  expect((await post('https://inn.gs/e/local', 'no json')).status).toBe(400);
  expect((await post('https://api.inngest.com/v1/checkpoint', '{}')).status).toBe(404);
});

test('starts only functions whose trigger condition holds; a missing field makes it false', async () => {
  await send('amount', { correlation: 'if-1', amount: 100, tenant: 't1' });
  await send('amount', { correlation: 'if-2', amount: 99.5, tenant: 't1' });
  await send('amount', { correlation: 'if-3', tenant: 't1' });
  await app.executor.idle();

  const started = await Promise.all(['if-1', 'if-2', 'if-3'].map(runsOf));
  expect(started.map((runs) => runs.length)).toEqual([1, 0, 0]);
});

test('starts one run for an idempotency key, however many events carry it at once', async () => {
  const events = Array.from({ length: 8 }, (_, n) => ({
    name: 'once',
    data: { correlation: 'key', intent: 'i', part: n % 2 ? 'b' : 'a' },
  }));
  await Promise.all(events.map((event) => app.inngest.send(event)));
  await app.executor.idle();

  expect(await runsOf('key')).toHaveLength(2);
});

test('gives a waiting run the first event that fits', async () => {
  await send('asked', { correlation: 'wait-1', question: 1 });
  await app.executor.idle();
  await send('answered', { question: 2, text: 'not mine' });
  await send('answered', { question: 1, text: 'mine' });

  expect(await outputOf('wait-1', 'app-wait')).toEqual({ answer: { question: 1, text: 'mine' } });
});

test('does not lose an event that comes together with the one that starts the waiting run', async () => {
  const questions = Array.from({ length: 10 }, (_, n) => n + 100);
  await Promise.all(
    questions.map((question) =>
      app.inngest.send([
        { name: 'asked', data: { correlation: `wait-${question}`, question } },
        { name: 'answered', data: { question, text: 'at once' } },
      ]),
    ),
  );
  await app.executor.idle();

  for (const question of questions) {
    expect(await outputOf(`wait-${question}`, 'app-wait')).toEqual({ answer: { question, text: 'at once' } });
  }
});

test('does not give a run an event from before it, nor the same event to two waits', async () => {
  await send('reply', { correlation: 'again', n: 0 });
  await app.executor.idle();
  await send('asked-twice', { correlation: 'again' });
  await app.executor.idle();
  await send('reply', { correlation: 'again', n: 1 });

  expect(await outputOf('again', 'app-twice')).toEqual([1, 'none']);
});

test('does not give an event to a second wait when it is routed only after the first has found it', async () => {
  // While this lock is held nobody registers a wait for the event, so it is there before the first wait.
  const lock = `hashtextextended('executor.event:reply', 0)`;
  await admin.query(`select pg_advisory_lock(${lock})`);
  await send('asked-twice', { correlation: 'slow-route' });
  const event = {
    name: 'reply',
    id: 'slow-route',
    ts: Date.now(),
    data: { correlation: 'slow-route', n: 1 },
  };
  const { rows } = await admin.query<{ position: string }>(
    `insert into executor.event (name, id, payload) values ('reply', 'slow-route', $1) returning position`,
    [JSON.stringify(event)],
  );
  await admin.query(`select pg_advisory_unlock(${lock})`);
  await until(async () => {
    const [run] = await runsOf('slow-route');
    const steps = (run && (await app.executor.getRun(run.id)))?.steps ?? [];
    return steps.some(({ name, state }) => name === 'second' && state === 'pending');
  });
  await admin.query(`insert into pgboss.job (name, data) values ('executor.events', $1)`, [
    { position: rows[0]?.position },
  ]);

  expect(await outputOf('slow-route', 'app-twice')).toEqual([1, 'none']);
});

test('does not lose an event that comes between a check in a step and the wait after it', async () => {
  await send('check', { correlation: 'gap' });
  const letGo = await until(() => release);
  await send('checked', { correlation: 'gap', n: 7 });
  await sleep(50);
  letGo();

  expect(await outputOf('gap', 'app-check-then-wait')).toBe(7);
});

test('sends events from a step and announces the end of runs', async () => {
  await send('relay', { correlation: 'forwarded' });
  await until(async () => (await runCount('forwarded', 'app-plain')) === 1);
  await app.executor.idle();

  expect(finished).toContainEqual(
    expect.objectContaining({ function_id: 'app-plain', correlation_id: 'forwarded' }),
  );
});
