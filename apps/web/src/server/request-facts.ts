import { isIP } from 'node:net';
import { type Locale, localeCookie, negotiateLocale } from '#i18n/locale.ts';
import { parseCookies } from './cookies.ts';
import { env } from './env.ts';
import { PEER_HEADER } from './peer-address.ts';
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
    ip: clientAddress(headers, env().CHOPMARK_PROXY_HOPS),
    userAgent: headers.get('user-agent') ?? undefined,
    locale: negotiateLocale(cookies.get(localeCookie), headers.get('accept-language')),
  };
}

/**
 * The client's address, or undefined where it cannot be known: an address goes into the evidence, so a forged one is worse
 * than none. Behind proxies, each of which appends the address it was called from to X-Forwarded-For, it is the entry
 * that the outermost trusted one wrote, `hops` from the end. Without proxies that header is whatever the client says; then
 * it is the connection's own address, which our server notes before anything else sees the request.
 */
export function clientAddress(headers: Headers, hops: number): string | undefined {
  if (hops === 0) return address(headers.get(PEER_HEADER));
  const entries = (headers.get('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim());
  return address(entries.filter(Boolean).at(-hops));
}

/** IPv4 in IPv6 clothes (RFC 4291 §2.5.5.2) is shown as what it is; what is no address counts as none. */
function address(text: string | null | undefined): string | undefined {
  const plain = (text ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(plain) === 0 ? undefined : plain;
}
