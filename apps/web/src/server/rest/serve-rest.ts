import { createOpenApiFetchHandler } from 'trpc-to-openapi';
import { actorFor, callContext } from '../actor.ts';
import { getCore, getLog } from '../core.ts';
import { CoreError } from '../core-package.ts';
import { env } from '../env.ts';
import { BASE64_LIMIT, JSON_LIMIT, withLimitedBody } from '../limited-body.ts';
import { requireOwnOrigin } from '../origin.ts';
import { codedCause, type Problem, problemSchema } from '../problem.ts';
import { problemResponse, sendProblem } from '../problem-response.ts';
import { type RequestFacts, requestFacts } from '../request-facts.ts';
import { appRouter } from '../routers/app-router.ts';
import { WebError } from '../web-error.ts';
import { allowedMethods } from './allowed-methods.ts';
import { type FoundRoute, findFileRoute } from './file-route.ts';
import { fileRoutes } from './file-routes.ts';
import { jsonRequest } from './json-request.ts';
import { openApiDocument } from './openapi.ts';

const ENDPOINT = '/api/v1';

/** Everything under /api/v1: the OpenAPI document, the hand-written file routes, and the procedures. */
export async function serveRest(request: Request): Promise<Response> {
  const facts = requestFacts(request.headers);
  const path = new URL(request.url).pathname.slice(ENDPOINT.length);
  try {
    if (path === '/openapi.json' && request.method === 'GET')
      return Response.json(openApiDocument(env().PUBLIC_URL));
    requireOwnOrigin(request, facts);
    const contentType = request.headers.get('content-type');
    const found = findFileRoute(fileRoutes, { method: request.method, path, contentType });
    if (found) return await serveFileRoute(found, request, facts);
    return await serveProcedure(request, path, facts);
  } catch (error) {
    const allow =
      error instanceof WebError && error.code === 'METHOD_NOT_ALLOWED' ? allowedMethods(path) : [];
    return problemResponse(error, facts, allow.length > 0 ? { Allow: allow.join(', ') } : {});
  }
}

async function serveFileRoute(found: FoundRoute, request: Request, facts: RequestFacts): Promise<Response> {
  const { route, params } = found;
  const core = await getCore();
  // Authorised before the body is read: a stranger cannot make us buffer 50 MB.
  const actor = await actorFor(core, facts, route.meta.permission);
  const limited = await withLimitedBody(request, route.bodyLimit);
  return route.handle({ call: callContext(core, actor, facts), request: limited, params });
}

async function serveProcedure(request: Request, path: string, facts: RequestFacts): Promise<Response> {
  const methods = allowedMethods(path);
  if (methods.length === 0) throw new CoreError('NOT_FOUND', 'no such address; see openapi.json');
  if (!methods.some((method) => method === request.method)) {
    throw new WebError('METHOD_NOT_ALLOWED', `use ${methods.join(' or ')}`, { methods: methods.join(', ') });
  }
  const limit = path === '/contracts' ? BASE64_LIMIT : JSON_LIMIT;
  const response = await createOpenApiFetchHandler({
    endpoint: ENDPOINT,
    req: await jsonRequest(request, limit),
    router: appRouter,
    createContext: () => ({ facts }),
    responseMeta: () => ({ headers: { 'Cache-Control': 'no-store' } }),
    onError: ({ error, path: procedure }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR' && !codedCause(error)) {
        getLog().error(
          { err: error.cause ?? error, path: procedure, requestId: facts.requestId },
          'a procedure failed',
        );
      }
    },
  });
  return response.ok ? response : sendProblem(await problemInside(response));
}

/** trpc-to-openapi answers with tRPC's error shape; the problem our formatter put in it is what REST sends. */
async function problemInside(response: Response): Promise<Problem> {
  const body: unknown = await response.json();
  const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
  const problem = typeof data === 'object' && data !== null && 'problem' in data ? data.problem : undefined;
  return problemSchema.parse(problem);
}
