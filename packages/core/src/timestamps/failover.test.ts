import { randomUUID } from 'node:crypto';
import { parseSignature, verifyPdf } from '@chopmark/crypto';
import {
  type TestAuthority,
  type TimestampServer,
  testAuthority,
  testHost,
  timestampServer,
} from '@chopmark/plugins/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { documentPdf } from '../contracts/document-file.ts';
import { sha256, toHex } from '../digest.ts';
import { causeOf, coded } from '../jobs/failure-cause.ts';
import { rootCertificate } from '../platform/authority.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { finishIntent } from '../signing/advance.ts';
import { recordFailure } from '../signing/failure.ts';
import { retryContract } from '../signing/retry.ts';
import { timestampRevision } from '../signing/timestamp-revision.ts';
import { driveSigning, sendAndOpen, signingScope, signingSteps } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { verifyBytes } from '../verification/verify-bytes.ts';
import { timestampTrust } from './known-authorities.ts';
import { stampDigest } from './stamp-digest.ts';

let t: TestCore;
let owner: TestTenant;
let authority: TestAuthority;
/** Two remote authorities that the platform asks before its own. */
let near: TimestampServer;
let far: TimestampServer;
const sound: { answer: TimestampServer['handler'] } = { answer: () => undefined };

beforeAll(async () => {
  t = await testCore({ egressAllow: ['127.0.0.0/8'] });
  owner = await t.openTenant();
  authority = await testAuthority();
  const plugin = t.core.providers.registry.get('timestamp', 'built-in');
  const own = await plugin.create(authority.tsa, testHost({ clock: t.core.now }));
  sound.answer = (query) => own.answer?.(query);
  near = await timestampServer(sound.answer);
  far = await timestampServer(sound.answer);
  await move(0, 2);
  await remote(near, 0);
  await remote(far, 1);
});
afterAll(async () => {
  await Promise.all([near.close(), far.close(), t.close()]);
});
beforeEach(() => {
  near.handler = sound.answer;
  far.handler = sound.answer;
  // Whatever failed is forgotten.
  t.clock.advance(61_000);
  near.requests.length = 0;
  far.requests.length = 0;
});

const move = (from: number, to: number) =>
  t.admin.providerConfiguration.updateMany({
    where: { tenantId: PLATFORM_TENANT_ID, kind: 'timestamp', position: from },
    data: { position: to },
  });

const remote = ({ url }: TimestampServer, position: number, tenantId: string = PLATFORM_TENANT_ID) =>
  t.core.providers.configure({
    tenantId,
    kind: 'timestamp',
    pluginId: 'rfc3161',
    position,
    config: { url, trust: authority.tsa.chain, timeoutSeconds: 1 },
  });

const down: TimestampServer['handler'] = (_, { response }) => {
  response.writeHead(503).end();
  return undefined;
};
const silent: TimestampServer['handler'] = () => undefined;
const stamp = (tenantId = owner.tenantId) =>
  stampDigest(t.core, { tenantId, digest: sha256('signature value'), digestAlgorithm: 'SHA-256' });

describe('the authorities of a list', () => {
  test('are asked in their order: the first that answers is taken, the others are left in peace', async () => {
    const { token, evidence } = await stamp();
    expect(evidence).toMatchObject({ provider: 'rfc3161', clock: 'unknown', passedOver: [] });
    expect([near.requests.length, far.requests.length]).toEqual([1, 0]);
    const { signerCertificate } = parseSignature(token);
    expect(evidence.certificate).toBe(toHex(sha256(signerCertificate ?? token)));
  });

  test('stand in for each other, each within its own time, and the evidence names who did not answer', async () => {
    near.handler = silent;
    far.handler = down;
    const started = performance.now();
    const { evidence } = await stamp();
    expect(performance.now() - started).toBeLessThan(5000);
    expect(evidence).toMatchObject({
      provider: 'built-in',
      clock: 'unchecked',
      passedOver: ['rfc3161 EGRESS_TIMEOUT', 'rfc3161 PROVIDER_UNAVAILABLE'],
    });
  });

  test('are passed over for a minute after they failed, and asked again after that', async () => {
    near.handler = down;
    await stamp();
    near.handler = sound.answer;
    expect((await stamp()).evidence.passedOver).toEqual([]);
    expect([near.requests.length, far.requests.length]).toEqual([1, 2]);
    t.clock.advance(61_000);
    await stamp();
    expect([near.requests.length, far.requests.length]).toEqual([2, 2]);
  });

  test('that failed lately are asked all the same when no other answers, and are first again once they have', async () => {
    near.handler = down;
    await stamp();
    near.handler = sound.answer;
    far.handler = down;
    await move(2, 9);
    await t.admin.providerConfiguration.updateMany({ where: { position: 9 }, data: { enabled: false } });
    const { evidence } = await stamp();
    await t.admin.providerConfiguration.updateMany({ where: { position: 9 }, data: { enabled: true } });
    await move(9, 2);
    expect(evidence.passedOver).toEqual(['rfc3161 PROVIDER_UNAVAILABLE']);
    far.handler = sound.answer;
    near.requests.length = 0;
    await stamp();
    expect(near.requests).toHaveLength(1);
  });

  test('with a wrong answer are passed over too: a token of a stranger is never taken', async () => {
    const stranger = await testAuthority();
    const plugin = t.core.providers.registry.get('timestamp', 'built-in');
    const forger = await plugin.create(stranger.tsa, testHost({ clock: t.core.now }));
    near.handler = (query) => forger.answer?.(query);
    const { evidence } = await stamp();
    expect(evidence.passedOver).toEqual(['rfc3161 TIMESTAMP_UNTRUSTED']);
  });

  test("of a tenant's own take the place of the platform's, all of them", async () => {
    const other = await t.openTenant({ name: '乙公司' });
    await remote(far, 0, other.tenantId);
    await stamp(other.tenantId);
    expect([near.requests.length, far.requests.length]).toEqual([0, 1]);
    far.handler = down;
    await expect(stamp(other.tenantId)).rejects.toMatchObject({
      code: 'TIMESTAMP_UNAVAILABLE',
      retryable: true,
    });
    expect(near.requests).toEqual([]);
  });
});

/** A contract of one signer, signed up to and without its timestamp. */
async function almostSigned() {
  const contract = await sendAndOpen(owner.ctx, { self: false });
  const [participant] = contract.participants;
  if (!participant) throw new Error('a party is missing');
  const scope = await signingScope(owner.ctx, contract, participant);
  for (const step of signingSteps.slice(0, 3)) await step(t.core, scope, contract.documentId);
  return { contract, scope, documentId: contract.documentId };
}

describe('a contract that promises B-T', () => {
  test('says which authority answered, and its signature is B-T to our verifier and to anyone who trusts the root', async () => {
    near.handler = down;
    const { contract, scope, documentId } = await almostSigned();
    await driveSigning(t.core, scope, documentId);
    const events = await t.admin.event.findMany({ where: { contractId: contract.contractId } });
    const timestamped = events.filter(({ type }) => type === 'signature.timestamped');
    expect(timestamped).toHaveLength(1);
    expect(timestamped[0]?.data).toMatchObject({ provider: 'rfc3161', documentId });
    const { bytes } = await documentPdf(owner.ctx, contract);
    const trust = [await rootCertificate(t.core)];
    const judged = { pdf: bytes, trust, crls: [], now: t.core.now() };
    const unknowing = await verifyPdf(judged);
    expect(unknowing.signatures.at(-1)?.timestamp?.trust).not.toBe('trusted');
    const knowing = await verifyPdf({ ...judged, timestampTrust: [authority.root] });
    expect(knowing.signatures.at(-1)).toMatchObject({ level: 'B-T', timestamp: { trust: 'trusted' } });
    const ours = await verifyBytes(t.core, bytes);
    expect(ours.signatures.at(-1)).toMatchObject({ level: 'B-T', timestamp: { trust: 'trusted' } });
  });

  test('fails with a cause while none answers, never ends as B-B, and goes on where it stopped', async () => {
    near.handler = down;
    far.handler = silent;
    const { contract, scope, documentId } = await almostSigned();
    await t.admin.providerConfiguration.updateMany({
      where: { tenantId: PLATFORM_TENANT_ID, kind: 'timestamp', position: 2 },
      data: { enabled: false },
    });
    const attempt = coded(() => timestampRevision(t.core, scope, documentId));
    const error = await attempt.catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(Error);
    // Worth another attempt to the job engine.
    expect((error as Error).name).toBe('Error');
    const cause = causeOf(error as Error);
    expect(cause).toMatchObject({
      code: 'TIMESTAMP_UNAVAILABLE',
      message: expect.stringMatching(
        /PROVIDER_UNAVAILABLE.*EGRESS_TIMEOUT|EGRESS_TIMEOUT.*PROVIDER_UNAVAILABLE/,
      ),
    });
    await expect(driveSigning(t.core, scope, documentId)).rejects.toMatchObject({
      code: 'TIMESTAMP_UNAVAILABLE',
    });
    const revisions = await t.admin.documentRevision.findMany({ where: { documentId } });
    expect(revisions.map(({ kind }) => kind)).not.toContain('signed');
    await recordFailure(t.core, scope, cause);
    await t.admin.providerConfiguration.updateMany({ where: { position: 2 }, data: { enabled: true } });
    await retryContract(owner.ctx, contract);
    await driveSigning(t.core, scope, documentId);
    await finishIntent(t.core, scope);
    const { bytes } = await documentPdf(owner.ctx, contract);
    expect((await verifyBytes(t.core, bytes)).signatures.map(({ level }) => level)).toEqual(['B-T', 'B-T']);
  });
});

test('what answered is kept with its chain, and is trusted for timestamps of those it answers for', async () => {
  await stamp();
  const anchors = (await timestampTrust(t.core, owner.tenantId)).map(toHex);
  expect(anchors).toContain(toHex(authority.root));
  const rows = await t.admin.timestampAuthority.findMany({ where: { tenantId: PLATFORM_TENANT_ID } });
  const certificates = rows.map(({ sha256: digest }) => toHex(digest));
  expect(new Set(certificates).size).toBe(certificates.length);
  const other = await t.openTenant({ name: '丙公司' });
  const lone = await testAuthority();
  await t.admin.timestampAuthority.create({
    data: {
      tenantId: other.tenantId,
      sha256: sha256(lone.root),
      pluginId: 'rfc3161',
      providerId: randomUUID(),
      chain: [new Uint8Array(lone.root)],
      createdAt: t.core.now(),
    },
  });
  expect((await timestampTrust(t.core, other.tenantId)).map(toHex)).toContain(toHex(lone.root));
  expect((await timestampTrust(t.core, owner.tenantId)).map(toHex)).not.toContain(toHex(lone.root));
});
