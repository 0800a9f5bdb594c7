import { createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { describeError, type RunError } from './errors.ts';
import type { StoredEvent } from './events.ts';
import type { Memo } from './runs.ts';

/** Everything one call tells the function. */
export type CallRequest = {
  functionId: string;
  runId: string;
  stepId: string;
  attempt: number;
  maxAttempts: number;
  planOnly: boolean;
  event: StoredEvent;
  memos: Record<string, Memo>;
  /** Ids of settled steps in the order they settled. */
  stack: string[];
};

export type StepOp = z.infer<typeof opSchema>;

type Retry = { noRetry: boolean; retryAfter: string | null };

export type CallOutcome =
  | { kind: 'returned'; output: unknown }
  | ({ kind: 'threw'; error: RunError } & Retry)
  /** `racing`: the function turned parallel optimisation off, so each step that settles is told at once. */
  | ({ kind: 'steps'; ops: StepOp[]; racing: boolean } & Retry);

export type FunctionHandler = (request: Request) => Promise<Response>;

const opSchema = z.looseObject({
  id: z.string(),
  op: z.string(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
  opts: z.record(z.string(), z.unknown()).nullish(),
});

/**
 * Makes one call of the SDK's request version 2, in process. Whatever goes wrong is an outcome, never
 * an exception.
 */
export async function callFunction(
  target: { handler: FunctionHandler; signingKey: string; timeoutMs: number },
  call: CallRequest,
): Promise<CallOutcome> {
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    deadline.reject(new Error(`The function gave no answer within ${target.timeoutMs / 1000} s.`));
  }, target.timeoutMs);
  try {
    const answer = await Promise.race([send(target, call), deadline.promise]);
    return readAnswer(answer.response, answer.text);
  } catch (error) {
    return { kind: 'threw', error: describeError(error), noRetry: false, retryAfter: null };
  } finally {
    clearTimeout(timer);
  }
}

async function send(target: { handler: FunctionHandler; signingKey: string }, call: CallRequest) {
  const body = requestBody(call);
  const query = new URLSearchParams({ fnId: call.functionId, stepId: call.stepId });
  const response = await target.handler(
    new Request(`http://embedded/api/inngest?${query}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        host: 'embedded',
        'x-inngest-req-version': '2',
        'x-inngest-server-kind': 'cloud',
        'x-inngest-signature': sign(body, target.signingKey),
      },
      body,
    }),
  );
  return { response, text: await response.text() };
}

/** RFC 8785 text: the SDK parses the body and makes it canonical again before it checks the signature. */
function requestBody(call: CallRequest): string {
  const body = canonicalize({
    version: 2,
    event: call.event,
    events: [call.event],
    steps: call.memos,
    ctx: {
      // No fn_id: it would make SDK 4 report steps to an API server instead of to the caller.
      run_id: call.runId,
      attempt: call.attempt,
      max_attempts: call.maxAttempts,
      disable_immediate_execution: call.planOnly,
      use_api: false,
      stack: { stack: call.stack, current: call.stack.length },
    },
  });
  if (body === undefined) throw new TypeError('The call has no canonical JSON form.');
  return body;
}

/** The SDK compares with its own wall clock, so this is not the executor's clock. */
function sign(body: string, signingKey: string): string {
  const seconds = Math.floor(Date.now() / 1000).toString();
  const key = signingKey.replace(/^signkey-\w+-/, '');
  const signature = createHmac('sha256', key).update(body).update(seconds).digest('hex');
  return `t=${seconds}&s=${signature}`;
}

function readAnswer(response: Response, text: string): CallOutcome {
  const retry: Retry = {
    noRetry: response.headers.get('x-inngest-no-retry') === 'true',
    retryAfter: response.headers.get('retry-after'),
  };
  const answer = parseJson(text);
  if (response.status === 200) return { kind: 'returned', output: answer ?? null };
  if (response.status !== 206) return { kind: 'threw', error: readError(answer, response.status), ...retry };
  const ops = z.array(opSchema).safeParse(answer);
  if (!ops.success) {
    const message = `The function's answer is not a list of steps. ${z.prettifyError(ops.error)}`;
    return { kind: 'threw', error: { name: 'Error', message }, ...retry };
  }
  const racing = response.headers.get('x-inngest-req-version') === '1';
  return { kind: 'steps', ops: ops.data, racing, ...retry };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const errorSchema = z.looseObject({
  name: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
  stack: z.string().optional().catch(undefined),
});

/** An error the SDK serialised, in the shape it reads back. */
export function readError(raw: unknown, status?: number): RunError {
  const parsed = errorSchema.safeParse(raw);
  const fallback = status === undefined ? 'Unknown error' : `The function answered with status ${status}.`;
  if (!parsed.success) return { name: 'Error', message: typeof raw === 'string' && raw ? raw : fallback };
  const { name, message, error, stack } = parsed.data;
  return { ...parsed.data, name: name || 'Error', message: message || error || fallback, stack };
}
