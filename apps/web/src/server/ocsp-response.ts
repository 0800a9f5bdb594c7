import { createHash } from 'node:crypto';
import type { OcspReply } from '@chopmark/core';

/** An answer without nonce may be kept for so long: a revocation shall be known soon. */
const MAX_AGE_SECONDS = 300;
/** A GET's request is part of the address (RFC 5019 §5 wants it below 255 octets; we take more). */
const MAX_ENCODED_LENGTH = 8192;

/**
 * The request in the address of a GET, `{url}/{url-encoding of Base64 of the OCSPRequest}` (RFC 6960 §A.1); undefined where
 * there is none. Clients differ in what they encode, so that slashes of the Base64 may stand as they are.
 * @param url the address as it was asked for, nothing decoded
 */
export function ocspRequestIn(url: string): { issuer: string; request: Uint8Array } | undefined {
  const [, issuer, encoded] = new URL(url).pathname.match(/\/ocsp\/([^/]+)\/(.+)$/) ?? [];
  if (issuer === undefined || encoded === undefined || encoded.length > MAX_ENCODED_LENGTH) return undefined;
  try {
    const base64 = decodeURIComponent(encoded);
    if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)) return undefined;
    return { issuer: decodeURIComponent(issuer), request: new Uint8Array(Buffer.from(base64, 'base64')) };
  } catch {
    // Malformed percent-encoding.
    return undefined;
  }
}

/** OCSP over HTTP (RFC 6960 §A.2): 200 whatever the answer says; kept by caches as RFC 5019 §6.2 has it, if at all. */
export function ocspResponse(
  { response, cacheable }: OcspReply,
  { method, now }: { method: 'GET' | 'POST'; now: Date },
): Response {
  const headers = new Headers({ 'Content-Type': 'application/ocsp-response' });
  const seconds = cacheable ? Math.floor((cacheable.until.getTime() - now.getTime()) / 1000) : 0;
  const maxAge = Math.min(MAX_AGE_SECONDS, seconds);
  if (cacheable && method === 'GET' && maxAge > 0) {
    headers.set('Cache-Control', `max-age=${maxAge}, public, no-transform, must-revalidate`);
    headers.set('Last-Modified', cacheable.producedAt.toUTCString());
    headers.set('Expires', new Date(now.getTime() + maxAge * 1000).toUTCString());
    headers.set('ETag', `"${createHash('sha256').update(response).digest('hex')}"`);
  } else {
    headers.set('Cache-Control', 'no-store');
  }
  return new Response(new Uint8Array(response), { headers });
}
