import { logInWithPassword, redeemTicket } from '@chopmark/core';
import { type TestCore, type TestTenant, testCore } from '@chopmark/core/testing';
import { serveRest } from '../rest/serve-rest.ts';
import { sessionCookieName } from '../session-cookie.ts';
import { issueSessionToken } from '../session-token.ts';

export type TestSite = TestCore & {
  /** Calls /api/v1 as a client over the network would. */
  rest(path: string, init?: RestInit): Promise<Response>;
  /** A bearer token of the tenant's founder. */
  tokenOf(tenant: TestTenant): Promise<string>;
};

export type RestInit = Omit<RequestInit, 'body' | 'headers'> & {
  headers?: Record<string, string>;
  token?: string;
  cookie?: string;
  json?: unknown;
  form?: Record<string, string | File>;
};

export const PUBLIC_URL = 'http://localhost:3000';

/** The HTTP layer on a whole core with a database of its own. Nothing of ours is mocked. */
export async function testSite(): Promise<TestSite> {
  Object.assign(process.env, {
    DATABASE_APP_URL: 'postgresql://unused',
    DATABASE_RELAY_URL: 'postgresql://unused',
    CHOPMARK_MASTER_KEY_FILE: 'unused',
    CHOPMARK_DATA: 'unused',
    CHOPMARK_ROOT: 'unused',
    PUBLIC_URL,
    NEXTAUTH_SECRET: 'a secret for tests, long enough to be taken',
    LOG_LEVEL: 'silent',
  });
  const site = await testCore();
  Object.assign(globalThis, { chopmarkCore: Promise.resolve(site.core) });
  return { ...site, rest, tokenOf: (tenant) => tokenOf(site, tenant) };
}

async function rest(path: string, init: RestInit = {}): Promise<Response> {
  const { token, cookie, json, form, headers, ...request } = init;
  const body = json === undefined ? form && formOf(form) : JSON.stringify(json);
  return serveRest(
    new Request(`${PUBLIC_URL}/api/v1${path}`, {
      ...request,
      ...(body === undefined ? {} : { body }),
      headers: {
        'accept-language': 'en',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(cookie ? { cookie: `${sessionCookieName()}=${cookie}` } : {}),
        ...headers,
      },
    }),
  );
}

function formOf(parts: Record<string, string | File>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(parts)) form.set(name, value);
  return form;
}

async function tokenOf(site: TestCore, { email, password }: TestTenant): Promise<string> {
  const { ticket } = await logInWithPassword(site.anonymous, { email, password });
  const { sessionId } = await redeemTicket(site.anonymous, { ticket });
  return issueSessionToken(sessionId);
}
