import { callContext } from './actor.ts';
import { getCore } from './core.ts';
import { answerTimestampQuery } from './core-package.ts';
import { readLimited } from './limited-body.ts';
import { problemResponse } from './problem-response.ts';
import { requestFacts } from './request-facts.ts';
import { WebError } from './web-error.ts';

const QUERY_TYPE = 'application/timestamp-query';
const REPLY_TYPE = 'application/timestamp-reply';
/** What is read at all; the authority itself refuses queries of more than 4 kB in its own protocol. */
const BODY_LIMIT = 64 * 1024;

/**
 * RFC 3161 over HTTP (§3.4), for anyone: no log-in, no cookie. A refusal of the authority is a reply like any other; what
 * isn't a timestamp query at all gets a problem (RFC 9457).
 */
export async function serveTimestamp(request: Request): Promise<Response> {
  const facts = requestFacts(request.headers);
  try {
    if (request.method !== 'POST')
      throw new WebError('METHOD_NOT_ALLOWED', 'send a timestamp query with POST', { methods: 'POST' });
    const [type = ''] = (request.headers.get('content-type') ?? '').split(';');
    if (type.trim().toLowerCase() !== QUERY_TYPE)
      throw new WebError('MEDIA_TYPE_UNSUPPORTED', `send ${QUERY_TYPE} (RFC 3161)`);
    const query = await readLimited(request, BODY_LIMIT);
    const call = callContext(await getCore(), { kind: 'anonymous' }, facts);
    const reply = await answerTimestampQuery(call, { query });
    return new Response(new Uint8Array(reply), {
      headers: { 'Content-Type': REPLY_TYPE, 'Cache-Control': 'no-store' },
    });
  } catch (error) {
    return problemResponse(error, facts, { ...(request.method === 'POST' ? {} : { Allow: 'POST' }) });
  }
}
