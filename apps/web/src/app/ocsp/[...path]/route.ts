import { getCore } from '#server/core.ts';
import { publishedOcsp } from '#server/core-package.ts';
import { readLimited } from '#server/limited-body.ts';
import { ocspRequestIn, ocspResponse } from '#server/ocsp-response.ts';
import { problemResponse } from '#server/problem-response.ts';
import { requestFacts } from '#server/request-facts.ts';

type RouteContext = { params: Promise<{ path: string[] }> };

/** The largest request that is read at all; what is larger than OCSP needs gets its own refusal. */
const BODY_LIMIT = 64 * 1024;

/** The OCSP responders that our certificates name (RFC 5280 §4.2.2.1): /ocsp/root and one for each tenant's issuing CA. */
export async function POST(request: Request, context: RouteContext): Promise<Response> {
  const { path } = await context.params;
  try {
    const body = await readLimited(request, BODY_LIMIT);
    return await answer(path[0] ?? '', body, 'POST');
  } catch (error) {
    return problemResponse(error, requestFacts(request.headers));
  }
}

/** The same with the request in the address (RFC 6960 §A.1), which caches can keep the answer to. */
export async function GET(request: Request): Promise<Response> {
  const asked = ocspRequestIn(request.url);
  // What can't be read gets an OCSP refusal, not a page that isn't there.
  return answer(asked?.issuer ?? '', asked?.request ?? new Uint8Array(), 'GET');
}

async function answer(issuer: string, request: Uint8Array, method: 'GET' | 'POST'): Promise<Response> {
  const core = await getCore();
  return ocspResponse(await publishedOcsp(core, issuer, request), { method, now: core.now() });
}
