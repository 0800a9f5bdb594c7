import { readLimited } from '../limited-body.ts';
import { WebError } from '../web-error.ts';

const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/**
 * The request with its JSON body read within the limit and known to be JSON. An act whose input stands in its path alone
 * may come without a body.
 * @param limit in bytes
 * @throws WebError BODY_TOO_LARGE, MEDIA_TYPE_UNSUPPORTED, BODY_INVALID
 */
export async function jsonRequest(request: Request, limit: number): Promise<Request> {
  if (!WITH_BODY.has(request.method)) return request;
  const bytes = await readLimited(request, limit);
  const headers = new Headers(request.headers);
  if (bytes.length > 0 && !/^application\/json\b/i.test(headers.get('content-type') ?? '')) {
    throw new WebError('MEDIA_TYPE_UNSUPPORTED', 'send JSON, with the content type application/json');
  }
  const text = bytes.length === 0 ? '{}' : new TextDecoder().decode(bytes);
  requireObject(text);
  headers.set('content-type', 'application/json');
  return new Request(request.url, { method: request.method, headers, body: text, signal: request.signal });
}

function requireObject(text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new WebError('BODY_INVALID', 'the body is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WebError('BODY_INVALID', 'the body must be a JSON object');
  }
}
