import type { TestTenant } from '@chopmark/core/testing';
import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemIn } from '#client/api-error.ts';
import type { AppRouter } from './routers/app-router.ts';
import { serveTrpc } from './serve-trpc.ts';
import { PUBLIC_URL, type TestSite, testSite } from './testing/test-site.ts';

let site: TestSite;
let tenant: TestTenant;

beforeAll(async () => {
  site = await testSite();
  tenant = await site.openTenant();
});

afterAll(() => site.close());

function client(headers: Record<string, string>) {
  const link = httpBatchLink({
    url: `${PUBLIC_URL}/api/trpc`,
    headers,
    // The handler stands where the network would be.
    fetch: (url, init) => serveTrpc(new Request(String(url), init as RequestInit)),
  });
  return createTRPCClient<AppRouter>({ links: [link] });
}

const refused = async (act: Promise<unknown>) => problemIn(await act.catch((error: unknown) => error));

test('the client of the pages reads in one batch what it is allowed to', async () => {
  const api = client({ authorization: `Bearer ${await site.tokenOf(tenant)}`, 'x-tenant': tenant.slug });
  const [me, seals] = await Promise.all([api.me.get.query(), api.seals.list.query()]);
  expect(me.email).toBe(tenant.email);
  expect(seals).toMatchObject([{ kind: 'round', enabled: true, drawing: { type: 'paths' } }]);
});

test('a refusal reaches the client as the problem REST would send', async () => {
  const problem = await refused(client({ 'accept-language': 'en' }).me.get.query());
  expect(problem).toMatchObject({ status: 401, code: 'UNAUTHENTICATED', detail: 'Log in first.' });
});

test('of a batch each answer stands for itself', async () => {
  const api = client({ authorization: `Bearer ${await site.tokenOf(tenant)}` });
  const contractId = '00000000-0000-4000-8000-000000000000';
  const [me, missing] = await Promise.allSettled([
    api.me.get.query(),
    api.contracts.get.query({ contractId }),
  ]);
  expect(me.status).toBe('fulfilled');
  expect(missing.status === 'rejected' && missing.reason).toBeInstanceOf(TRPCClientError);
  expect(problemIn(missing.status === 'rejected' && missing.reason)?.code).toBe('NOT_FOUND');
});

test('what is refused before tRPC is a problem for the client too', async () => {
  const api = client({
    cookie: `chopmark-session=${await site.tokenOf(tenant)}`,
    origin: 'https://evil.example',
  });
  expect(await refused(api.auth.logOut.mutate())).toMatchObject({ status: 403, code: 'ORIGIN_FOREIGN' });
});
