import { type Locale, localeCookie, negotiateLocale } from '#i18n/locale.ts';
import { parseCookies } from './cookies.ts';
import { env } from './env.ts';
import { sessionCookieName } from './session-cookie.ts';

/** What a request says about itself, before anyone has checked it. The same for tRPC, REST and server components. */
export type RequestFacts = {
  requestId: string;
  /** Where people reach the site. */
  publicUrl: string;
  /** The log-in token, from the cookie or, for API consumers, from `Authorization: Bearer`. */
  token: string | undefined;
  authenticatedBy: 'cookie' | 'bearer' | undefined;
  /** Header `X-Tenant`: the slug of the tenant one acts in. */
  tenantSlug: string | undefined;
  /** Header `X-Invitation`: the token of an invitation link. */
  invitation: string | undefined;
  ip: string | undefined;
  userAgent: string | undefined;
  locale: Locale;
};

export function requestFacts(headers: Headers): RequestFacts {
  const cookies = parseCookies(headers.get('cookie'));
  const bearer = headers.get('authorization')?.match(/^Bearer +([\w.~+/=-]+)$/i)?.[1];
  const cookie = cookies.get(sessionCookieName());
  return {
    requestId: crypto.randomUUID(),
    publicUrl: env().PUBLIC_URL,
    token: bearer ?? cookie,
    authenticatedBy: bearer ? 'bearer' : cookie ? 'cookie' : undefined,
    tenantSlug: headers.get('x-tenant') ?? undefined,
    invitation: headers.get('x-invitation') ?? undefined,
    ip: clientAddress(headers.get('x-forwarded-for'), env().CHOPMARK_PROXY_HOPS),
    userAgent: headers.get('user-agent') ?? undefined,
    locale: negotiateLocale(cookies.get(localeCookie), headers.get('accept-language')),
  };
}

/**
 * The client's address: each proxy appends the address it was called from, so the entry that the outermost trusted
 * proxy wrote is `hops` from the end. Without proxies Next.js itself writes the socket's address, as the only entry.
 */
export function clientAddress(forwardedFor: string | null, hops: number): string | undefined {
  const entries = (forwardedFor ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  return entries.at(-Math.max(hops, 1));
}
