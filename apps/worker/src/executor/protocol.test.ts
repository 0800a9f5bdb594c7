import { Inngest } from 'inngest';
import { serve } from 'inngest/edge';
import { expect, test } from 'vitest';
import { type CallRequest, callFunction } from './protocol.ts';
import { recordingLog } from './testing/harness.ts';

const signingKey = `signkey-test-${'0f'.repeat(16)}`;
const { log } = recordingLog();
const inngest = new Inngest({
  id: 'app',
  eventKey: 'local',
  signingKey,
  isDev: false,
  logger: log,
  internalLogger: log,
});
const echo = inngest.createFunction(
  { id: 'echo', triggers: [{ event: 'echo' }] },
  async ({ event }) => event.data,
);
const handler = serve({ client: inngest, functions: [echo] });

const call: CallRequest = {
  functionId: 'app-echo',
  runId: 'run',
  stepId: 'step',
  attempt: 0,
  maxAttempts: 4,
  planOnly: false,
  event: { name: 'echo', id: '1', ts: 1, data: {} },
  memos: {},
  stack: [],
};

test('signs calls so that the SDK accepts them, whatever the event holds', async () => {
  const data = {
    text: '合同 "é" \u2028 \u0000 😀',
    numbers: [1e21, 0.1, -0, 1e-7],
    b: { z: 1, a: [null, true] },
    '': 'empty',
  };
  const outcome = await callFunction(
    { handler, signingKey, timeoutMs: 1000 },
    { ...call, event: { ...call.event, data } },
  );
  expect(outcome).toEqual({ kind: 'returned', output: JSON.parse(JSON.stringify(data)) });
});

test('is refused by the SDK with another key', async () => {
  const wrong = `signkey-test-${'f0'.repeat(16)}`;
  const outcome = await callFunction({ handler, signingKey: wrong, timeoutMs: 1000 }, call);
  expect(outcome).toMatchObject({ kind: 'threw', error: { message: 'Unauthorized' } });
});

test('reports an answer that is no list of steps, and a handler that throws, as failures', async () => {
  const answer = (body: string, status: number) =>
    callFunction({ handler: async () => new Response(body, { status }), signingKey, timeoutMs: 1000 }, call);

  expect(await answer('[{"no":"step"}]', 206)).toMatchObject({ kind: 'threw', noRetry: false });
  expect(await answer('<html>', 502)).toMatchObject({
    kind: 'threw',
    error: { message: 'The function answered with status 502.' },
  });
  const thrown = callFunction(
    { handler: () => Promise.reject(new Error('no')), signingKey, timeoutMs: 1000 },
    call,
  );
  expect(await thrown).toMatchObject({ kind: 'threw', error: { message: 'no' } });
});
