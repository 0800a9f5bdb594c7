import { type DrivenContract, draftContract, type TestTenant } from '@chopmark/core/testing';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '#client/api-client.ts';
import type { AppRouter } from '#server/routers/app-router.ts';
import { serveTrpc } from '#server/serve-trpc.ts';
import { PUBLIC_URL, type TestSite, testSite } from '#server/testing/test-site.ts';
import { draftApi } from './draft-api.ts';
import type { Remembered } from './draft-memory.ts';
import { openDraftSession } from './draft-session.ts';

let site: TestSite;
let tenant: TestTenant;
let headers: Record<string, string>;
beforeAll(async () => {
  site = await testSite();
  tenant = await site.openTenant();
  headers = { authorization: `Bearer ${await site.tokenOf(tenant)}`, 'x-tenant': tenant.slug };
});
afterAll(() => site.close());

type Fetch = NonNullable<Parameters<typeof httpBatchLink>[0]['fetch']>;

type Network = { state: 'up' | 'down' | 'loses answers'; requests: number };

/** The pages' own client; the handler stands where the network would be, which a test can cut. */
function clientOver(network: Network): ApiClient {
  const fetch: Fetch = async (url, init) => {
    network.requests++;
    if (network.state === 'down') throw new TypeError('Failed to fetch');
    const response = await serveTrpc(new Request(String(url), init as RequestInit));
    if (network.state === 'up') return response;
    network.state = 'up';
    throw new TypeError('Failed to fetch');
  };
  const link = httpBatchLink({
    url: `${PUBLIC_URL}/api/trpc`,
    headers,
    fetch,
  });
  return createTRPCClient<AppRouter>({ links: [link] });
}

function tab() {
  let kept: Remembered | undefined;
  return {
    keep: (what: Remembered) => {
      kept = structuredClone(what);
    },
    recall: () => kept,
    forget: () => {
      kept = undefined;
    },
    kept: () => kept,
  };
}

async function open(contract: DrivenContract, memory = tab()) {
  const network: Network = { state: 'up', requests: 0 };
  const api = draftApi(clientOver(network), contract.contractId);
  const session = openDraftSession({ draft: await api.read(), api, memory, pauseMs: 5, retryMs: 20 });
  return { session, network, memory, api };
}

const until = async (holds: () => boolean) => {
  for (let n = 0; n < 400 && !holds(); n++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds()).toBe(true);
};

test('what is typed is saved by itself, in one go for each part, and forgotten by the tab', async () => {
  const contract = await draftContract(tenant.ctx);
  const { session, memory, network, api } = await open(contract);
  const { content } = session.snapshot();
  const before = network.requests;
  for (const title of ['采', '采购', '采购合同']) session.change('details', { ...content.details, title });
  const left = content.controls.filter((control) => control.kind !== 'seal');
  session.change('controls', left);
  expect(session.snapshot().saving).toBe('saving');
  expect(memory.kept()?.dirty).toEqual(['details', 'controls']);
  await until(() => session.snapshot().saving === 'saved');
  expect(network.requests - before).toBe(2);
  expect(memory.kept()).toBeUndefined();
  expect(await api.read()).toMatchObject({ title: '采购合同', controls: { length: 3 } });
  expect(session.snapshot().missing.map((each) => each.code)).toEqual(['PLACE_MISSING']);
});

test('while the server cannot be reached it keeps trying, and loses nothing', async () => {
  const contract = await draftContract(tenant.ctx);
  const { session, memory, network, api } = await open(contract);
  network.state = 'down';
  session.change('details', { ...session.snapshot().content.details, title: 'offline' });
  await until(() => session.snapshot().saving === 'offline');
  expect(memory.kept()?.content.details.title).toBe('offline');
  network.state = 'up';
  await until(() => session.snapshot().saving === 'saved');
  expect((await api.read()).title).toBe('offline');
});

test('a save whose answer was lost is no conflict', async () => {
  const contract = await draftContract(tenant.ctx);
  const { session, network, api } = await open(contract);
  network.state = 'loses answers';
  const parties = session
    .snapshot()
    .content.parties.map((party) =>
      party.kind === 'person' ? { ...party, email: ' Ming.Li@Example.com' } : party,
    );
  session.change('parties', parties);
  await until(() => session.snapshot().saving === 'saved');
  session.change('details', { ...session.snapshot().content.details, title: 'after' });
  await session.flush();
  expect(await api.read()).toMatchObject({ title: 'after', parties: [{}, { email: 'ming.li@example.com' }] });
});

test('of two tabs the second is told, overwrites nothing by itself, and may take either side', async () => {
  const contract = await draftContract(tenant.ctx);
  const [first, second, third] = [await open(contract), await open(contract), await open(contract)];
  const retitle = async ({ session }: typeof first, title: string) => {
    session.change('details', { ...session.snapshot().content.details, title });
    await session.flush().catch(() => undefined);
  };
  await retitle(first, 'first');
  await retitle(second, 'second');
  await retitle(third, 'third');
  expect([second, third].map((each) => each.session.snapshot().saving)).toEqual(['conflict', 'conflict']);
  expect(second.session.snapshot().content.details.title).toBe('second');
  expect((await first.api.read()).title).toBe('first');
  await expect(second.session.flush()).rejects.toThrow();

  second.session.takeTheirs();
  expect(second.session.snapshot()).toMatchObject({
    saving: 'saved',
    content: { details: { title: 'first' } },
  });
  expect(second.session.isDirty()).toBe(false);
  third.session.keepMine();
  await until(() => third.session.snapshot().saving === 'saved');
  expect((await first.api.read()).title).toBe('third');
});

test('what cannot be saved as it is stays in the tab while the rest is saved, and is saved once it is mended', async () => {
  const contract = await draftContract(tenant.ctx);
  const { session, memory, api } = await open(contract);
  const { content } = session.snapshot();
  session.change('details', { ...content.details, title: 'x'.repeat(121) });
  session.change('controls', []);
  await until(() => session.snapshot().saving === 'refused' && memory.kept()?.dirty.length === 1);
  expect(await api.read()).toMatchObject({ title: 'contract', controls: [] });
  expect(memory.kept()?.content.details.title).toHaveLength(121);
  session.change('details', { ...content.details, title: 'short' });
  await until(() => session.snapshot().saving === 'saved');
  expect((await api.read()).title).toBe('short');
});

test('what the server refuses is told with its cause, once, and the next change tries again', async () => {
  const contract = await draftContract(tenant.ctx);
  const { session, network } = await open(contract);
  const [control] = session.snapshot().content.controls;
  if (!control) throw new Error('there are no controls');
  session.change('controls', [{ ...control, x: 590 }]);
  await until(() => session.snapshot().saving === 'refused');
  expect(session.snapshot().refusals.controls).toBeDefined();
  const requests = network.requests;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(network.requests).toBe(requests);
  session.change('controls', [control]);
  await until(() => session.snapshot().saving === 'saved');
  expect(session.snapshot().refusals).toEqual({});
});

test('after a reload what was typed is there again and is saved; what others did meanwhile is a conflict', async () => {
  const contract = await draftContract(tenant.ctx);
  const before = await open(contract);
  before.network.state = 'down';
  before.session.change('details', { ...before.session.snapshot().content.details, title: 'typed' });
  const after = await open(contract, before.memory);
  after.session.recall();
  expect(after.session.snapshot().content.details.title).toBe('typed');
  await until(() => after.session.snapshot().saving === 'saved');
  expect((await after.api.read()).title).toBe('typed');

  before.session.change('details', { ...before.session.snapshot().content.details, title: 'late' });
  const later = await open(contract, before.memory);
  later.session.recall();
  expect(later.session.snapshot()).toMatchObject({
    saving: 'conflict',
    content: { details: { title: 'late' } },
  });
  before.session.end();
});

test('an act of the server waits for what is typed and shows what came of it', async () => {
  const contract = await draftContract(tenant.ctx);
  const { session, api, network } = await open(contract);
  const client = clientOver(network);
  session.change('controls', []);
  await session.act(() => client.contracts.placeDefaultControls.mutate({ contractId: contract.contractId }));
  expect(session.snapshot().content.controls).toHaveLength(4);
  expect(session.snapshot().content.controls).toEqual((await api.read()).controls);
});
