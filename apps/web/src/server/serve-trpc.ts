import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { getLog } from './core.ts';
import { BASE64_LIMIT, JSON_LIMIT, withLimitedBody } from './limited-body.ts';
import { requireOwnOrigin } from './origin.ts';
import { codedCause } from './problem.ts';
import { problemResponse } from './problem-response.ts';
import { requestFacts } from './request-facts.ts';
import { appRouter } from './routers/app-router.ts';

const ENDPOINT = '/api/trpc';

/** The procedures over tRPC. What is refused before tRPC sees it is answered as a plain problem. */
export async function serveTrpc(request: Request): Promise<Response> {
  const facts = requestFacts(request.headers);
  try {
    requireOwnOrigin(request, facts);
    const limit =
      new URL(request.url).pathname === `${ENDPOINT}/contracts.create` ? BASE64_LIMIT : JSON_LIMIT;
    return await fetchRequestHandler({
      endpoint: ENDPOINT,
      req: await withLimitedBody(request, limit),
      router: appRouter,
      createContext: () => ({ facts }),
      responseMeta: () => ({ headers: new Headers({ 'Cache-Control': 'no-store' }) }),
      onError: ({ error, path }) => {
        if (error.code === 'INTERNAL_SERVER_ERROR' && !codedCause(error)) {
          getLog().error(
            { err: error.cause ?? error, path, requestId: facts.requestId },
            'a procedure failed',
          );
        }
      },
    });
  } catch (error) {
    return problemResponse(error, facts);
  }
}
