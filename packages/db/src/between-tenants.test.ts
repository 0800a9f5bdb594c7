import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database, TenantTx } from './client/database.ts';
import { type TestDatabase, testDatabase } from './testing/test-database.ts';

/** A contract of `owner` in which `party` takes part; `stranger` has nothing to do with it. */
type Shared = {
  owner: string;
  party: string;
  stranger: string;
  contractId: string;
  documentId: string;
  participantId: string;
};

let server: TestDatabase;
let db: Database;
let shared: Shared;
const now = new Date('2026-01-02T03:04:05.678Z');

beforeAll(async () => {
  server = await testDatabase();
  db = server.db;
  const [owner, party, stranger] = [await newTenant(), await newTenant(), await newTenant()];
  const contractId = await db.withTenant(owner, newContract(owner));
  const documentId = randomUUID();
  const participantId = randomUUID();
  shared = { owner, party, stranger, contractId, documentId, participantId };
  await db.withTenant(owner, async (tx) => {
    await tx.contractAccess.create({ data: { contractId, tenantId: party, ownerTenantId: owner } });
    await tx.document.create({ data: { ...documentOf(owner, contractId), id: documentId } });
    await tx.documentRevision.create({
      data: { ...revisionOf(owner, contractId, documentId), revisionNo: 1 },
    });
    await tx.participant.create({
      data: { ...participantOf(owner, contractId), id: participantId, partyTenantId: party },
    });
    await tx.control.create({ data: controlOf(owner, shared) });
    await tx.event.create({ data: eventOf(owner, contractId, 1) });
  });
});

afterAll(() => server.drop());

const visible = async (tx: TenantTx) => ({
  contracts: (await tx.contract.findMany()).map(({ id }) => id),
  documents: await tx.document.count(),
  revisions: await tx.documentRevision.count(),
  participants: await tx.participant.count(),
  controls: await tx.control.count(),
  events: await tx.event.count(),
});

test('a party’s tenant sees the contract it takes part in, and what hangs on it', async () => {
  const all = {
    contracts: [shared.contractId],
    documents: 1,
    revisions: 1,
    participants: 1,
    controls: 1,
    events: 1,
  };
  expect(await db.withTenant(shared.owner, visible)).toEqual(all);
  expect(await db.withTenant(shared.party, visible)).toEqual(all);
});

test('a stranger sees none of it', async () => {
  expect(await db.withTenant(shared.stranger, visible)).toEqual({
    contracts: [],
    documents: 0,
    revisions: 0,
    participants: 0,
    controls: 0,
    events: 0,
  });
});

test('seeing is not changing: what belongs to the owner stays as it is', async () => {
  const { party, contractId: id, documentId } = shared;
  const changed = await db.withTenant(party, async (tx) => [
    await tx.contract.updateMany({ where: { id }, data: { title: 'changed' } }),
    await tx.contract.deleteMany({ where: { id } }),
    await tx.contractAccess.updateMany({ data: { tenantId: shared.stranger } }),
    await tx.contractAccess.deleteMany(),
    await tx.document.updateMany({ where: { id: documentId }, data: { headNo: 9 } }),
    await tx.document.deleteMany({ where: { id: documentId } }),
    await tx.control.updateMany({ data: { page: 9 } }),
    await tx.control.deleteMany(),
    await tx.participant.deleteMany(),
  ]);
  expect(changed.map(({ count }) => count)).toEqual(changed.map(() => 0));
});

test('a tenant cannot let itself into another’s contract', async () => {
  const { stranger, owner, contractId } = shared;
  for (const ownerTenantId of [stranger, owner]) {
    const intrude = db.withTenant(stranger, (tx) =>
      tx.contractAccess.create({ data: { contractId, tenantId: stranger, ownerTenantId } }),
    );
    await expect(intrude).rejects.toThrow(/foreign key|row-level security/i);
  }
  expect(await db.withTenant(stranger, (tx) => tx.contract.count())).toBe(0);
});

test('a tenant cannot hang rows of its own on another’s contract, as parts of it or in their place', async () => {
  const { stranger, contractId, documentId } = shared;
  const attempts: Record<string, (tx: TenantTx) => Promise<unknown>> = {
    document: (tx) => tx.document.create({ data: { ...documentOf(stranger, contractId), position: 2 } }),
    revision: (tx) =>
      tx.documentRevision.create({
        data: { ...revisionOf(stranger, contractId, documentId), revisionNo: 2 },
      }),
    participant: (tx) => tx.participant.create({ data: participantOf(stranger, contractId) }),
    control: (tx) => tx.control.create({ data: controlOf(stranger, shared) }),
    event: (tx) => tx.event.create({ data: eventOf(stranger, contractId, 2) }),
  };
  for (const [name, attempt] of Object.entries(attempts)) {
    await expect(db.withTenant(stranger, attempt), name).rejects.toThrow(/foreign key|row-level security/i);
  }
});

test('a party writes its side of a participation, but cannot take it to a contract of its own', async () => {
  const { party, participantId: id } = shared;
  await db.withTenant(party, (tx) => tx.participant.update({ where: { id }, data: { viewedAt: now } }));
  const own = await db.withTenant(party, newContract(party));
  const take = db.withTenant(party, (tx) =>
    tx.participant.update({ where: { id }, data: { contractId: own, ownerTenantId: party } }),
  );
  await expect(take).rejects.toThrow();
  expect(await db.withTenant(shared.owner, (tx) => tx.participant.count())).toBe(1);
});

async function newTenant(): Promise<string> {
  const id = randomUUID();
  const data = {
    id,
    slug: `t${id}`,
    kind: 'enterprise',
    name: 'T',
    status: 'active',
    locale: 'en',
    policy: {},
  };
  await db.relay.tenant.create({ data: { ...data, createdAt: now } });
  return id;
}

const newContract = (tenantId: string) => async (tx: TenantTx) => {
  const id = randomUUID();
  const data = {
    id,
    tenantId,
    title: 'Lease',
    state: 'in_progress',
    ordering: 'sequential',
    policy: {},
    version: 1,
  };
  await tx.contract.create({ data: { ...data, createdBy: randomUUID(), createdAt: now } });
  return id;
};

const bytes = () => new Uint8Array(randomBytes(32));

function documentOf(tenantId: string, contractId: string) {
  const source = { sourceName: 'lease.pdf', sourceType: 'pdf', sourceSha256: bytes(), pages: [] };
  return { id: randomUUID(), tenantId, contractId, position: 1, title: 'Lease', ...source, headNo: 1 };
}

function revisionOf(tenantId: string, contractId: string, documentId: string) {
  return {
    documentId,
    tenantId,
    contractId,
    kind: 'signed',
    intentId: randomUUID(),
    sha256: bytes(),
    size: 1,
    createdAt: now,
  };
}

function participantOf(ownerTenantId: string, contractId: string) {
  const who = { kind: 'person', name: 'P', emailSealed: bytes(), locale: 'en' };
  return { id: randomUUID(), ownerTenantId, contractId, ...who, position: 1, state: 'awaited' };
}

function controlOf(ownerTenantId: string, { contractId, documentId, participantId }: Shared) {
  const place = { page: 0, x: 1, y: 1, width: 1, height: 1 };
  const id = randomUUID();
  return {
    id,
    ownerTenantId,
    contractId,
    documentId,
    participantId,
    name: id,
    kind: 'signature',
    ...place,
    required: true,
  };
}

function eventOf(tenantId: string, contractId: string, seq: number) {
  return {
    contractId,
    seq,
    tenantId,
    type: 'created',
    at: now,
    actor: {},
    data: {},
    prevHash: bytes(),
    hash: bytes(),
  };
}
