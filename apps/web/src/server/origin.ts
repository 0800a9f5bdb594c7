import { env } from './env.ts';
import type { RequestFacts } from './request-facts.ts';
import { WebError } from './web-error.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a state-changing request that a foreign page sends with the person's cookie: its Origin (which a page
 * cannot forge) must be ours. Requests without the cookie carry no one's authority and pass.
 * @throws WebError ORIGIN_FOREIGN
 */
export function requireOwnOrigin(request: Request, facts: Pick<RequestFacts, 'authenticatedBy'>): void {
  if (SAFE_METHODS.has(request.method) || facts.authenticatedBy !== 'cookie') return;
  const origin = request.headers.get('origin');
  if (origin && isOwnOrigin(origin, request.headers.get('host'), env().PUBLIC_URL)) return;
  throw new WebError(
    'ORIGIN_FOREIGN',
    'send this from a page of this site, or authenticate with a bearer token',
  );
}

/** Ours is the public address, or the very host the request was sent to (the site reached by another name). */
export function isOwnOrigin(origin: string, host: string | null, publicUrl: string): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return url.origin === publicUrl || (host !== null && url.host === host.toLowerCase());
}
