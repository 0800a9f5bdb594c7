import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  generateKeyPair,
  issueCertificate,
  issueCrl,
  type KeyPair,
  ocspFailure,
  ocspRequest,
  ocspResponse,
  pemEncode,
  verifyPdf,
} from '@chopmark/crypto';
import { type TimestampServer, testHost, timestampServer } from '@chopmark/plugins/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { contractDetail } from '../contracts/contract-detail.ts';
import { documentPdf } from '../contracts/document-file.ts';
import { rootCertificate } from '../platform/authority.ts';
import { changeSignaturePolicy } from '../tenants/signature-policy.ts';
import { driveFinishing, signedByAll } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { gatherForeign } from './foreign.ts';

/** A timestamp authority of somebody else's, whose root says by HTTP what became of its certificate. */

const DAY = 86_400_000;

type Publishing = {
  crl: 'served' | 'missing' | 'rubbish';
  ocsp: 'served' | 'missing' | 'refused' | 'revoked' | 'forged';
};

let t: TestCore;
let tenant: TestTenant;
let publisher: Server;
let stamping: TimestampServer;
let address: string;
let root: { certificate: Uint8Array; keys: KeyPair };
let tsa: { certificate: Uint8Array; keys: KeyPair };
/** Whom the answers are about, if not whoever was asked about. */
let about: Uint8Array | undefined;
const publishing: Publishing = { crl: 'served', ocsp: 'served' };
/** Paths in the order they were asked for. */
let asked: string[] = [];

beforeAll(async () => {
  publisher = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const body = await published(request.url ?? '', new Uint8Array(await buffer(request)));
    response.writeHead(body ? 200 : 404).end(body);
  }).listen(0, '127.0.0.1');
  await once(publisher, 'listening');
  address = `http://127.0.0.1:${(publisher.address() as AddressInfo).port}`;
  root = await certify('root');
  tsa = await certify('tsa');
  // Those of the platform are asked within, by nobody's leave; others' only where the operator allows the network.
  t = await testCore({ egressAllow: ['127.0.0.0/8'] });
  tenant = await t.openTenant();
  const own = await t.core.providers.registry.get('timestamp', 'built-in').create(
    {
      certificate: pemEncode(tsa.certificate, 'CERTIFICATE'),
      key: Buffer.from(tsa.keys.privateKey).toString('base64'),
      algorithm: tsa.keys.algorithm,
      chain: [pemEncode(root.certificate, 'CERTIFICATE')],
      policy: '1.3.6.1.4.1.99999.1',
    },
    testHost({ clock: t.core.now }),
  );
  stamping = await timestampServer((query) => own.answer?.(query));
  await t.core.providers.configure({
    tenantId: tenant.tenantId,
    kind: 'timestamp',
    pluginId: 'rfc3161',
    config: { url: stamping.url, trust: [pemEncode(root.certificate, 'CERTIFICATE')] },
  });
  await changeSignaturePolicy(tenant.ctx, { level: 'B-LT' });
});
afterAll(async () => {
  publisher.closeAllConnections();
  publisher.close();
  await Promise.all([stamping.close(), t.close()]);
});
beforeEach(() => {
  Object.assign(publishing, { crl: 'served', ocsp: 'served' });
  asked = [];
  about = undefined;
});

async function certify(profile: 'root' | 'tsa') {
  const keys = await generateKeyPair('ec-p256');
  const certificate = await issueCertificate({
    profile,
    subject: { commonName: `Foreign ${profile}`, country: 'CN' },
    publicKey: keys.publicKey,
    issuer: profile === 'root' ? 'self' : { certificate: root.certificate },
    issuerKey: profile === 'root' ? keys : root.keys,
    serialNumber: randomBytes(16),
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + 3000 * DAY),
    ...(profile === 'tsa' && { crlUrl: `${address}/list.crl`, ocspUrl: `${address}/ocsp` }),
  });
  return { certificate, keys };
}

async function published(path: string, body: Uint8Array): Promise<Uint8Array | undefined> {
  const now = new Date();
  const until = new Date(now.getTime() + 7 * DAY);
  if (path === '/list.crl' && publishing.crl === 'rubbish') return Buffer.from('<html>Welcome</html>');
  if (path === '/list.crl' && publishing.crl === 'served') {
    const issuer = { certificate: root.certificate };
    const times = { thisUpdate: now, nextUpdate: until };
    return issueCrl({ issuer, issuerKey: root.keys, crlNumber: now.getTime(), ...times, revoked: [] });
  }
  if (path === '/ocsp' && publishing.ocsp === 'refused') return ocspFailure('tryLater');
  if (path !== '/ocsp' || publishing.ocsp === 'missing') return undefined;
  const answer = await ocspResponse({
    request: about ? ocspRequest({ certificates: [{ certificate: about, issuer: root.certificate }] }) : body,
    issuer: root.certificate,
    responder: { ...root.keys, certificate: root.certificate },
    statusOf: () =>
      publishing.ocsp === 'revoked'
        ? { status: 'revoked', revokedAt: new Date(now.getTime() - DAY) }
        : { status: 'good' },
    producedAt: now,
    thisUpdate: now,
    nextUpdate: until,
  });
  return publishing.ocsp === 'forged' ? answer.with(-3, (answer.at(-3) ?? 0) ^ 1) : answer;
}

const gather = () => gatherForeign(t.core, [tsa.certificate], [root.certificate]);

async function finished() {
  const contract = await signedByAll(tenant.ctx, { persons: [] });
  await driveFinishing(tenant.ctx, contract);
  const { bytes } = await documentPdf(tenant.ctx, contract);
  const trust = [await rootCertificate(t.core), root.certificate];
  return verifyPdf({ pdf: bytes, trust, crls: [], now: t.core.now() });
}

test('both are fetched from where the certificate says, over HTTP', async () => {
  const { crls, ocsps } = await gather();
  expect([crls.length, ocsps.length]).toEqual([1, 1]);
  expect(asked.toSorted()).toEqual(['GET /list.crl', 'POST /ocsp']);
});

test.each<[string, Publishing]>([
  ['its CRL alone', { crl: 'served', ocsp: 'missing' }],
  ['its OCSP answers alone', { crl: 'missing', ocsp: 'served' }],
  ['its OCSP answers, where its CRL is a web page', { crl: 'rubbish', ocsp: 'served' }],
  ['its CRL, where its responder answers nothing', { crl: 'served', ocsp: 'refused' }],
])("B-LT is reached with a foreign authority's timestamps by %s", async (_, state) => {
  Object.assign(publishing, state);
  const { verdict, signatures } = await finished();
  expect(verdict).toBe('valid');
  expect(signatures.map(({ level, trust, reasons }) => ({ level, trust, reasons }))).toEqual(
    signatures.map(() => ({ level: 'B-LT', trust: 'trusted', reasons: [] })),
  );
  expect(asked.length).toBeGreaterThan(0);
});

test('where it publishes nothing the contract waits, and is finished once it does', async () => {
  Object.assign(publishing, { crl: 'missing', ocsp: 'missing' });
  const contract = await signedByAll(tenant.ctx, { persons: [] });
  await expect(driveFinishing(tenant.ctx, contract)).rejects.toMatchObject({
    code: 'VALIDATION_DATA_MISSING',
    retryable: true,
  });
  publishing.crl = 'served';
  await driveFinishing(tenant.ctx, contract);
  expect((await contractDetail(tenant.ctx, contract)).state).toBe('completed');
});

test('a timestamp authority that was revoked before ends no contract at the promised level', async () => {
  publishing.ocsp = 'revoked';
  const contract = await signedByAll(tenant.ctx, { persons: [] });
  await expect(driveFinishing(tenant.ctx, contract)).rejects.toMatchObject({ code: 'LEVEL_NOT_REACHED' });
  expect((await contractDetail(tenant.ctx, contract)).state).toBe('finishing');
});

test("an answer that the authority didn't sign, and one about somebody else, are not kept", async () => {
  publishing.ocsp = 'forged';
  expect((await gather()).ocsps).toEqual([]);
  publishing.ocsp = 'served';
  about = (await certify('tsa')).certificate;
  expect((await gather()).ocsps).toEqual([]);
  about = undefined;
  expect((await gather()).ocsps).toHaveLength(1);
});

test('an address that the operator has not allowed is not asked', async () => {
  const closed = await testCore();
  try {
    const found = await gatherForeign(closed.core, [tsa.certificate], [root.certificate]);
    expect(found).toEqual({ certificates: [], crls: [], ocsps: [] });
    expect(asked).toEqual([]);
  } finally {
    await closed.close();
  }
});
