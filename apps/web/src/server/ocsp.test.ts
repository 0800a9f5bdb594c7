import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  describeCertificate,
  generateKeyPair,
  ocspRequest,
  readOcspResponse,
  type TestTenant,
} from '@chopmark/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET, POST } from '../app/ocsp/[...path]/route.ts';
import { ocspRequestIn } from './ocsp-response.ts';
import { PUBLIC_URL, type TestSite, testSite } from './testing/test-site.ts';

let site: TestSite;
let tenant: TestTenant;
let issued: { certificate: Uint8Array; issuer: Uint8Array; root: Uint8Array };
beforeAll(async () => {
  site = await testSite();
  tenant = await site.openTenant({ name: '甲公司' });
  issued = await issue('one');
});
afterAll(() => site.close());

async function issue(requestId: string) {
  const ca = await site.core.providers.of(tenant.tenantId, 'ca');
  const { publicKey } = await generateKeyPair('ec-p256');
  const { certificate, chain } = await ca.issue({
    requestId,
    profile: 'person',
    subject: { commonName: '李明' },
    publicKey,
    validityDays: 30,
  });
  const [issuer = new Uint8Array(), root = new Uint8Array()] = chain;
  return { certificate, issuer, root };
}

const nonce = new Uint8Array(32).fill(5);
const requestFor = (options: { nonce?: Uint8Array } = {}) =>
  ocspRequest({ certificates: [issued], ...options });
const address = () => `${PUBLIC_URL}/ocsp/${tenant.slug}`;

function post(body: Uint8Array, name = tenant.slug): Promise<Response> {
  const request = new Request(`${PUBLIC_URL}/ocsp/${name}`, {
    method: 'POST',
    body: Buffer.from(body),
    headers: { 'content-type': 'application/ocsp-request' },
  });
  return POST(request, { params: Promise.resolve({ path: [name] }) });
}

const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

test('POST answers with a nonce, for one requester alone (RFC 6960 §A.1)', async () => {
  const response = await post(requestFor({ nonce }));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/ocsp-response');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const answer = readOcspResponse({
    ...issued,
    response: await bytesOf(response),
    nonce,
    nonceCheck: 'require',
    now: new Date(),
  });
  expect(answer.status).toBe('good');
});

test.each<[string, (text: string) => string]>([
  ['as the RFC says', (base) => encodeURIComponent(base)],
  ['with slashes as they are', (base) => base.replaceAll('+', '%2B').replaceAll('=', '%3D')],
  ['with nothing encoded', (base) => base],
])('GET takes the request in the address, %s', async (_, encode) => {
  const response = await GET(new Request(`${address()}/${encode(base64(requestFor()))}`));
  const body = await bytesOf(response);
  expect(readOcspResponse({ ...issued, response: body, now: new Date() }).status).toBe('good');
});

test('GET may be kept by caches for five minutes at most (RFC 5019 §6.2)', async () => {
  const response = await GET(new Request(`${address()}/${encodeURIComponent(base64(requestFor()))}`));
  const body = await bytesOf(response.clone());
  const { headers } = response;
  const maxAge = Number(
    headers.get('cache-control')?.match(/^max-age=(\d+), public, no-transform, must-revalidate$/)?.[1],
  );
  expect(maxAge).toBeGreaterThan(0);
  expect(maxAge).toBeLessThanOrEqual(300);
  expect(headers.get('etag')).toBe(`"${createHash('sha256').update(body).digest('hex')}"`);
  const { producedAt, nextUpdate } = readOcspResponse({ ...issued, response: body, now: new Date() });
  expect(headers.get('last-modified')).toBe(producedAt.toUTCString());
  const expires = Date.parse(headers.get('expires') ?? '');
  expect(expires).toBeLessThanOrEqual(nextUpdate?.getTime() ?? 0);
  expect(Math.abs(expires - Date.now() - maxAge * 1000)).toBeLessThan(5000);
  const asked = await GET(new Request(`${address()}/${encodeURIComponent(base64(requestFor({ nonce })))}`));
  expect(asked.headers.get('cache-control')).toBe('no-store');
});

describe('what cannot be answered', () => {
  const malformed = Uint8Array.of(0x30, 3, 0x0a, 1, 1);
  const unauthorized = Uint8Array.of(0x30, 3, 0x0a, 1, 6);

  test('gets an OCSP status with 200, and is kept by nobody', async () => {
    const answers: [Promise<Response>, Uint8Array][] = [
      [post(new Uint8Array([1, 2, 3])), malformed],
      [post(new Uint8Array()), malformed],
      [post(requestFor(), 'no-such-tenant'), unauthorized],
      [post(requestFor(), 'root'), unauthorized],
      [post(requestFor(), `${tenant.slug}.7`), unauthorized],
      [GET(new Request(`${address()}/AAAA`)), malformed],
      [GET(new Request(address())), unauthorized],
      [GET(new Request(`${address()}/%ZZ`)), unauthorized],
    ];
    for (const [answer, expected] of answers) {
      const response = await answer;
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await bytesOf(response)).toEqual(expected);
    }
  });

  test('is not read without end', async () => {
    expect((await post(new Uint8Array(65 * 1024))).status).toBe(413);
    expect(ocspRequestIn(`${address()}/${'A'.repeat(9000)}`)).toBeUndefined();
  });
});

test('revoking, listing and rolling over by the API, with the permission and for the own tenant only', async () => {
  const other = await site.openTenant({ name: '乙公司' });
  const [token, stranger] = [await site.tokenOf(tenant), await site.tokenOf(other)];
  const { serialNumber } = describeCertificate((await issue('two')).certificate);
  const post = (path: string, init: { token?: string; json?: object } = {}) =>
    site.rest(path, { method: 'POST', json: {}, ...init });
  const revocation = { json: { reason: 'superseded' } };
  const path = `/certificates/${serialNumber}/revocation`;
  expect((await post(path, revocation)).status).toBe(401);
  expect((await post(path, { ...revocation, token: stranger })).status).toBe(404);
  expect((await post(path, { json: { reason: 'because' }, token })).status).toBe(400);
  expect(await (await site.rest('/certificates', { token })).json()).toEqual({ items: [], nextCursor: null });
  const successors = '/certificate-authorities/international/successors';
  expect((await post(successors)).status).toBe(401);
  const list = await (await post(successors, { token })).json();
  expect(list).toMatchObject([{ issues: true, name: '甲公司 签发CA G2' }, { issues: false }]);
  expect(await (await site.rest('/certificate-authorities', { token })).json()).toEqual(list);
  const renewed = await (await post('/certificate-authorities/international/renewals', { token })).json();
  expect(renewed).toHaveLength(2);
  expect((await post('/certificate-authorities/lunar/renewals', { token })).status).toBe(400);
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

test.skipIf(!hasOpenssl)('openssl ocsp -url believes a tenant, and its issuing CA at the root', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chopmark-ocsp-'));
  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray());
    const name = incoming.url?.split('/')[2] ?? '';
    const response = await post(new Uint8Array(body), name);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await bytesOf(response));
  });
  try {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    const url = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}/ocsp`;
    const { certificate, issuer, root } = issued;
    const write = async (name: string, der: Uint8Array) => {
      const path = join(folder, name);
      await writeFile(path, `-----BEGIN CERTIFICATE-----\n${base64(der)}\n-----END CERTIFICATE-----\n`);
      return path;
    };
    const files = {
      root: await write('root.pem', root),
      issuer: await write('issuer.pem', issuer),
      signer: await write('signer.pem', certificate),
    };
    const ask = async (name: string, subject: string, above: string) => {
      const args = ['ocsp', '-issuer', above, '-cert', subject, '-nonce', '-CAfile', files.root];
      const child = spawn('openssl', [...args, '-verify_other', files.issuer, '-url', `${url}/${name}`]);
      const [said, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return said + errors;
    };
    const ofTenant = await ask(tenant.slug, files.signer, files.issuer);
    expect(ofTenant).toContain('Response verify OK');
    expect(ofTenant).toContain('signer.pem: good');
    const ofRoot = await ask('root', files.issuer, files.root);
    expect(ofRoot).toContain('Response verify OK');
    expect(ofRoot).toContain('issuer.pem: good');
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
});
