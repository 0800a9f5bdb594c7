import { type NextRequest, NextResponse } from 'next/server';
import { lastTenantCookie } from '#features/frame/preference-cookies.ts';
import { contentSecurityPolicy } from '#server/content-security-policy.ts';
import { isDevelopment } from '#server/env.ts';

/** Header by which the root layout learns the nonce of the page it renders. */
const NONCE_HEADER = 'x-nonce';
const YEAR = 365 * 24 * 60 * 60;

/**
 * Gives each page its own nonce and policy; Next.js reads the nonce from the request's policy header. Nothing is
 * authorised here: every procedure does that itself.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const policy = contentSecurityPolicy({ nonce, development: isDevelopment });
  const headers = new Headers(request.headers);
  headers.set(NONCE_HEADER, nonce);
  headers.set('Content-Security-Policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  rememberTenant(request, response);
  return response;
}

/** The next log-in leads to the tenant the person was in last; whether they may enter it is asked then. */
function rememberTenant(request: NextRequest, response: NextResponse): void {
  const slug = request.nextUrl.pathname.match(/^\/t\/([a-z0-9-]{1,100})(?:\/|$)/)?.[1];
  if (slug === undefined || request.cookies.get(lastTenantCookie)?.value === slug) return;
  response.cookies.set(lastTenantCookie, slug, {
    path: '/',
    maxAge: YEAR,
    sameSite: 'lax',
    httpOnly: true,
    secure: request.nextUrl.protocol === 'https:',
  });
}

export const config = {
  // Not for /api: the proxy would buffer uploads, and answers there are no pages.
  matcher: [
    {
      source: '/((?!api/|_next/static|_next/image|icon.svg|crl/|ca/|ocsp/|tsa$|pdfjs/).*)',
      missing: [
        { type: 'header', key: 'next-router-prefetch' },
        { type: 'header', key: 'purpose', value: 'prefetch' },
      ],
    },
  ],
};
