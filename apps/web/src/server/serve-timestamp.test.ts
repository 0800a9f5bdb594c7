import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pemEncode, readTimestampResponse, timestampRequest } from '@chopmark/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PEER_HEADER } from './peer-address.ts';
import { serveTimestamp } from './serve-timestamp.ts';
import { type TestSite, testSite } from './testing/test-site.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const query = 'application/timestamp-query';

let site: TestSite;
let server: Server;
let url: string;
let root: Uint8Array;
let folder: string;

beforeAll(async () => {
  site = await testSite();
  // What Next.js does around the handler, as far as it matters here: a real server on a real port.
  server = createServer(async (incoming, outgoing) => {
    const response = await serveTimestamp(await requestOf(incoming));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`;
  const authority = await site.core.providers.of(PLATFORM, 'timestamp');
  root = authority.chain().at(-1) ?? new Uint8Array();
  folder = mkdtempSync(join(tmpdir(), 'chopmark-tsa-'));
});
afterAll(async () => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
  await site.close();
});

const PLATFORM = '00000000-0000-7000-8000-000000000001';

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) if (value) headers.set(name, String(value));
  headers.set(PEER_HEADER, String(incoming.headers['x-test-peer'] ?? incoming.socket.remoteAddress));
  const body = await buffer(incoming);
  return new Request(`http://localhost:3000${incoming.url}`, {
    method: incoming.method ?? 'GET',
    headers,
    ...(body.length > 0 ? { body } : {}),
  });
}

const post = (body: Uint8Array, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body: Buffer.from(body), headers: { 'content-type': query, ...headers } });

const ask = () =>
  timestampRequest({ digest: randomBytes(32), digestAlgorithm: 'SHA-256', nonce: randomBytes(12) });

test('anyone gets a token for a query', async () => {
  const request = ask();
  const response = await post(request);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/timestamp-reply');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const { info } = readTimestampResponse({ response: new Uint8Array(await response.arrayBuffer()), request });
  expect(Math.abs(info.time.getTime() - Date.now())).toBeLessThan(5000);
  expect(info.authority?.commonName).toBe('Chopmark Timestamp Authority');
});

test('no two answers have one serial number, though they come at once', async () => {
  const serials = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const request = ask();
      const response = await post(request);
      const { info } = readTimestampResponse({
        response: new Uint8Array(await response.arrayBuffer()),
        request,
      });
      return info.serialNumber;
    }),
  );
  expect(new Set(serials).size).toBe(20);
});

describe.skipIf(!hasOpenssl)('openssl ts as a client over HTTP', () => {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, encoding: 'utf8' });

  test.each([
    ['-sha256', ['-cert']],
    ['-sha384', ['-cert']],
    ['-sha512', ['-cert', '-no_nonce']],
    ['-sha256', []],
  ])('-query %s %j is answered, and -verify accepts the answer and no other', async (digest, options) => {
    writeFileSync(at('root.pem'), pemEncode(root, 'CERTIFICATE'));
    writeFileSync(at('data'), randomBytes(1000));
    openssl('ts', '-query', '-data', 'data', digest, ...options, '-out', 'query.tsq');
    const response = await post(readFileSync(at('query.tsq')));
    expect(response.status).toBe(200);
    writeFileSync(at('reply.tsr'), Buffer.from(await response.arrayBuffer()));
    const authority = await site.core.providers.of(PLATFORM, 'timestamp');
    writeFileSync(at('tsa.pem'), pemEncode(authority.chain()[0] ?? root, 'CERTIFICATE'));
    const trust = ['-CAfile', 'root.pem', '-untrusted', 'tsa.pem'];
    expect(openssl('ts', '-verify', '-queryfile', 'query.tsq', '-in', 'reply.tsr', ...trust)).toContain('OK');
    writeFileSync(at('other'), 'another text');
    const other = ['ts', '-verify', '-data', 'other', '-in', 'reply.tsr', ...trust];
    expect(spawnSync('openssl', other, { cwd: folder }).status).not.toBe(0);
  });

  test('a policy that is not ours, and a digest too weak, are refused in the protocol', async () => {
    writeFileSync(at('data'), 'data');
    openssl('ts', '-query', '-data', 'data', '-sha256', '-tspolicy', '1.2.3.4', '-out', 'policy.tsq');
    openssl('ts', '-query', '-data', 'data', '-sha1', '-out', 'weak.tsq');
    const said = async (file: string) => {
      const response = await post(readFileSync(at(file)));
      expect(response.status).toBe(200);
      writeFileSync(at('refused.tsr'), Buffer.from(await response.arrayBuffer()));
      return openssl('ts', '-reply', '-in', 'refused.tsr', '-text');
    };
    expect(await said('policy.tsq')).toContain('requested TSA policy is not supported');
    expect(await said('weak.tsq')).toContain('unrecognized or unsupported algorithm');
  });
});

describe('what is no timestamp query', () => {
  test.each(['GET', 'PUT', 'DELETE', 'PATCH'])('%s is refused with what to do', async (method) => {
    const response = await fetch(url, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await response.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
  });

  test.each(['application/json', 'text/plain', ''])('"%s" is refused', async (type) => {
    const response = await post(ask(), { 'content-type': type });
    expect(response.status).toBe(415);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'MEDIA_TYPE_UNSUPPORTED' });
  });

  test('more than 64 kB is refused without being read', async () => {
    const response = await post(new Uint8Array(100_000));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'BODY_TOO_LARGE', params: { maxMegabytes: 0.06 } });
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['random octets', new Uint8Array(randomBytes(100))],
    ['5 kB', new Uint8Array(5000)],
  ])('%s get a reply that says so in the protocol', async (_, body) => {
    const response = await post(body);
    expect(response.status).toBe(200);
    const reply = new Uint8Array(await response.arrayBuffer());
    expect(() => readTimestampResponse({ response: reply, request: ask() })).toThrow(
      expect.objectContaining({ message: expect.stringContaining('badDataFormat') }),
    );
  });
});

test('one address gets so many answers and is then asked to wait; others are served', async () => {
  const from = (peer: string) => post(new Uint8Array(), { 'x-test-peer': peer });
  const answers = await Promise.all(Array.from({ length: 301 }, () => from('203.0.113.9')));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(300);
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  expect((await from('203.0.113.10')).status).toBe(200);
});

test('without an authority of its own the platform says that there is none', async () => {
  const at = { tenantId: PLATFORM, kind: 'timestamp', position: 0 };
  await site.admin.providerConfiguration.updateMany({ where: at, data: { enabled: false } });
  const response = await post(ask());
  await site.admin.providerConfiguration.updateMany({ where: at, data: { enabled: true } });
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ code: 'PROVIDER_MISSING' });
});
