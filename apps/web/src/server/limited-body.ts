import { WebError } from './web-error.ts';

const MEGABYTE = 1024 * 1024;

/** Largest file taken, as core has it, plus what multipart wraps around it. */
export const UPLOAD_LIMIT = 50 * MEGABYTE + 64 * 1024;
/** A handwritten signature is the largest JSON a page sends. */
export const JSON_LIMIT = 2 * MEGABYTE;
/** A file of 50 MB in Base64, for API consumers who cannot send multipart. */
export const BASE64_LIMIT = 68 * MEGABYTE;

/**
 * Reads a request's body, giving up as soon as it is larger than allowed, whatever Content-Length claims.
 * @param limit in bytes
 * @throws WebError BODY_TOO_LARGE
 */
export async function readLimited(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit);
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** The same request with its body already read within the limit. */
export async function withLimitedBody(request: Request, limit: number): Promise<Request> {
  if (request.method === 'GET' || request.method === 'HEAD') return request;
  const body = await readLimited(request, limit);
  return new Request(request.url, {
    method: request.method,
    headers: request.headers,
    signal: request.signal,
    ...(body.length > 0 ? { body } : {}),
  });
}

const tooLarge = (limit: number) =>
  new WebError('BODY_TOO_LARGE', `the request is larger than ${limit} bytes; send less`, {
    maxMegabytes:
      limit < MEGABYTE ? Math.round((limit / MEGABYTE) * 100) / 100 : Math.floor(limit / MEGABYTE),
  });
