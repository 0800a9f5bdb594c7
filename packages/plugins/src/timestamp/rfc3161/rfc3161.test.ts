import { randomBytes } from 'node:crypto';
import { timestampRefusal, timestampRequest, timestampResponse } from '@chopmark/crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { failedChecks } from '../../../testing/check.ts';
import { hasOpenssl, opensslAuthority } from '../../../testing/openssl-authority.ts';
import { type TestAuthority, testAuthority } from '../../../testing/test-authority.ts';
import { testHost } from '../../../testing/test-host.ts';
import { timestampChecks, timestampConformance } from '../../../testing/timestamp-conformance.ts';
import {
  type TimestampHandler,
  type TimestampServer,
  timestampServer,
} from '../../../testing/timestamp-server.ts';
import type { PluginHost } from '../../contract/host.ts';
import { type Credential, readCredential } from '../../credential/credential.ts';
import { createEgress } from '../../egress/egress.ts';
import type { Config } from '../../registry/secrets.ts';
import { builtInTimestamp } from '../built-in/built-in.ts';
import { rfc3161Timestamp } from './rfc3161.ts';

const POLICY = '1.3.6.1.4.1.99999.1';
const digest = { digest: new Uint8Array(randomBytes(32)), digestAlgorithm: 'SHA-256' as const };
const running: { close(): Promise<void> }[] = [];
/** Those that a whole suite needs. */
const lasting: { close(): Promise<void> }[] = [];
let authority: TestAuthority;
let stranger: TestAuthority;
let tsa: Credential;

beforeAll(async () => {
  [authority, stranger] = [await testAuthority(), await testAuthority()];
  tsa = credentialOf(authority);
});
afterAll(async () => {
  await Promise.all(lasting.map((each) => each.close()));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});

function credentialOf({ tsa: { certificate, key, algorithm, chain } }: TestAuthority): Credential {
  const fields = { certificate: 'certificate', privateKey: 'key' };
  return readCredential({ certificate, privateKey: key, algorithm, chain }, fields);
}

const remoteHost = (parts: Partial<PluginHost> = {}) =>
  testHost({ egress: createEgress({ allow: ['127.0.0.0/8'] }), ...parts });

async function served(handler: TimestampHandler): Promise<TimestampServer> {
  const server = await timestampServer(handler);
  running.push(server);
  return server;
}

const remote = (url: string, config: Config = {}, host = remoteHost()) =>
  rfc3161Timestamp.create({ url, trust: authority.tsa.chain, timeoutSeconds: 2, ...config }, host);

/** A sound authority, but for what `changes` says about its answers. */
const answering =
  (changes: Partial<Parameters<typeof timestampResponse>[0]> = {}): TimestampHandler =>
  (request) =>
    timestampResponse({
      request,
      tsa,
      serialNumber: randomBytes(16),
      time: new Date(),
      policy: POLICY,
      accuracySeconds: 1,
      ...changes,
    });

timestampConformance('rfc3161 against our own authority', async () => {
  const own = await builtInTimestamp.create(authority.tsa, testHost());
  const { url, close } = await timestampServer((query) => own.answer?.(query));
  lasting.push({ close });
  return remote(url, { policy: authority.tsa.policy, timeoutSeconds: 20 });
});

describe.skipIf(!hasOpenssl)('against openssl', () => {
  timestampConformance('rfc3161 against an authority that openssl drives', async () => {
    const openssl = await opensslAuthority(authority);
    const { url, close } = await timestampServer(openssl.handler);
    lasting.push(openssl, { close });
    return remote(url, { policy: openssl.policy, timeoutSeconds: 20 });
  });
});

test('the suite notices when it believes without checking', async () => {
  const { url } = await served(answering({ tsa: credentialOf(stranger) }));
  const checks = timestampChecks(async () => {
    const trusting = await remote(url, { trust: stranger.tsa.chain });
    return { ...trusting, chain: () => [] };
  });
  expect((await failedChecks(checks)).length).toBeGreaterThan(2);
});

test('asks as RFC 3161 §3.4 says, and logs in as configured', async () => {
  const { url, requests } = await served(answering());
  await (await remote(url)).timestamp(digest);
  await (await remote(url, { username: '甲', password: 'a:b' })).timestamp(digest);
  await (await remote(url, { bearerToken: 'to.ken' })).timestamp(digest);
  const [plain, basic, bearer] = requests;
  expect(plain).toMatchObject({
    'content-type': 'application/timestamp-query',
    accept: 'application/timestamp-reply',
  });
  expect(plain?.authorization).toBeUndefined();
  expect(Buffer.from(basic?.authorization?.split(' ')[1] ?? '', 'base64').toString()).toBe('甲:a:b');
  expect(bearer?.authorization).toBe('Bearer to.ken');
});

test('gives the chain up to the certificate that is trusted, the root or the authority itself', async () => {
  const { url } = await served(answering());
  const byRoot = await remote(url);
  expect(byRoot.chain()).toEqual([]);
  expect((await byRoot.timestamp(digest)).chain).toEqual([tsa.certificate, authority.root]);
  expect(byRoot.chain()).toEqual([tsa.certificate, authority.root]);
  const pinned = await remote(url, { trust: [authority.tsa.certificate] });
  expect((await pinned.timestamp(digest)).chain).toEqual([tsa.certificate]);
});

const minutes = (count: number) => new Date(Date.now() + count * 60_000);

describe('an answer is refused', () => {
  const otherNonce = (request: Uint8Array) => {
    const at = Buffer.from(request).length - 8;
    return request.with(at, (request[at] ?? 0) ^ 1);
  };
  test.each<[string, () => TimestampHandler, string]>([
    [
      'to another nonce',
      () =>
        (query, ...rest) =>
          answering()(otherNonce(query), ...rest),
      'TIMESTAMP_MISMATCH',
    ],
    [
      'without the nonce',
      () =>
        (_, ...rest) =>
          answering()(timestampRequest(digest), ...rest),
      'TIMESTAMP_MISMATCH',
    ],
    [
      'about another digest',
      () =>
        (_, ...rest) =>
          answering()(timestampRequest({ ...digest, digest: new Uint8Array(32) }), ...rest),
      'TIMESTAMP_MISMATCH',
    ],
    ['of a foreign authority', () => answering({ tsa: credentialOf(stranger) }), 'TIMESTAMP_UNTRUSTED'],
    ['an hour early', () => answering({ time: minutes(-60) }), 'TIMESTAMP_TIME'],
    ['two minutes late', () => answering({ time: minutes(2) }), 'TIMESTAMP_TIME'],
    ['that may be an hour off', () => answering({ accuracySeconds: 3600 }), 'TIMESTAMP_TIME'],
    [
      'that is a web page',
      () =>
        (_, { response }) => {
          response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
          return undefined;
        },
      'TIMESTAMP_INVALID',
    ],
    ['that is a web page in disguise', () => () => Buffer.from('<html></html>'), 'TIMESTAMP_INVALID'],
    ['that is empty', () => () => new Uint8Array(), 'TIMESTAMP_INVALID'],
    [
      'with a changed signature',
      () => async (query, exchange) => {
        const sound = (await answering()(query, exchange)) ?? new Uint8Array();
        return sound.with(-1, (sound.at(-1) ?? 0) ^ 1);
      },
      'TIMESTAMP_UNTRUSTED',
    ],
  ])('%s', async (_, handler, code) => {
    const { url } = await served(handler());
    await expect((await remote(url)).timestamp(digest)).rejects.toMatchObject({
      name: 'PluginError',
      code,
      retryable: false,
    });
  });

  test('under another policy than the one insisted on', async () => {
    // An authority that stamps under 1.2.4 whoever asks for 1.2.3.
    const { url } = await served((query, exchange) => {
      const other = new Uint8Array(query);
      other[Buffer.from(query).indexOf('06022a03', 'hex') + 3] = 4;
      return answering({ policy: '1.2.4' })(other, exchange);
    });
    await expect((await remote(url, { policy: '1.2.3' })).timestamp(digest)).rejects.toMatchObject({
      code: 'TIMESTAMP_MISMATCH',
      message: expect.stringContaining('policy 1.2.4, not 1.2.3'),
    });
    const strict = await served(answering());
    await expect((await remote(strict.url, { policy: '1.2.3' })).timestamp(digest)).rejects.toMatchObject({
      code: 'TIMESTAMP_REFUSED',
      message: expect.stringContaining('unacceptedPolicy'),
      retryable: false,
    });
  });

  test('by a certificate that has expired, though its time is ours', async () => {
    const past = await testAuthority('ec-p256', new Date('2015-01-01T00:00:00Z'));
    const { url } = await served(answering({ tsa: credentialOf(past) }));
    await expect((await remote(url, { trust: past.tsa.chain })).timestamp(digest)).rejects.toMatchObject({
      code: 'TIMESTAMP_UNTRUSTED',
    });
  });

  test('by a certificate of the trusted root that is not for timestamping', async () => {
    const { issuingCertificate: certificate, issuingKey: key, algorithm, chain } = authority.ca;
    const wrong = credentialOf({ ...authority, tsa: { certificate, key, algorithm, chain, policy: POLICY } });
    const { url } = await served(answering({ tsa: wrong }));
    await expect((await remote(url)).timestamp(digest)).rejects.toMatchObject({
      code: 'TIMESTAMP_UNTRUSTED',
    });
  });
});

describe('a remote authority in trouble', () => {
  test.each<[string, TimestampHandler, string, boolean]>([
    [
      'that does not know the time',
      () => timestampRefusal('timeNotAvailable', 'no'),
      'TIMESTAMP_REFUSED',
      true,
    ],
    ['that is down', status(503), 'PROVIDER_UNAVAILABLE', true],
    ['that has had enough of us', status(429), 'PROVIDER_UNAVAILABLE', true],
    ['that does not know us', status(401), 'PROVIDER_REFUSED', false],
    ['that is not there', status(404), 'PROVIDER_REFUSED', false],
    ['that sends us elsewhere', status(302, { location: 'http://127.0.0.1:1/' }), 'EGRESS_REDIRECT', false],
    ['that never answers', () => undefined, 'EGRESS_TIMEOUT', true],
    [
      'that never ends',
      (_, { response }) => {
        response.writeHead(200, { 'content-type': 'application/timestamp-reply' });
        const timer = setInterval(() => response.write(Buffer.alloc(65_536, 0x30)), 1);
        response.on('close', () => clearInterval(timer));
        return undefined;
      },
      'EGRESS_TOO_LARGE',
      false,
    ],
    [
      'that hangs up',
      (_, { request }) => {
        request.socket.destroy();
        return undefined;
      },
      'EGRESS_CONNECTION',
      true,
    ],
  ])('%s is an error with a code', async (_, handler, code, retryable) => {
    const { url } = await served(handler);
    const slowest = await remote(url, { timeoutSeconds: 0.5 });
    const started = performance.now();
    await expect(slowest.timestamp(digest)).rejects.toMatchObject({ name: 'PluginError', code, retryable });
    expect(performance.now() - started).toBeLessThan(2000);
    expect(await slowest.healthCheck?.()).toMatchObject({
      ok: false,
      message: { en: expect.stringContaining(code) },
    });
  });

  test('cannot put words of any length or kind into our errors', async () => {
    const { url } = await served(() =>
      timestampRefusal('systemFailure', `\u001b[2J\n<script>${'x'.repeat(2000)}`),
    );
    const refused = await (await remote(url)).timestamp(digest).catch((error: Error) => error);
    expect(refused).toBeInstanceOf(Error);
    const { message } = refused as Error;
    expect(message.length).toBeLessThanOrEqual(300);
    expect(message).not.toMatch(/\p{C}/u);
  });
});

function status(code: number, headers: Record<string, string> = {}): TimestampHandler {
  return (_, { response }) => {
    response.writeHead(code, headers).end();
    return undefined;
  };
}

test('a private address is not asked unless the operator allowed it', async () => {
  const { url, requests } = await served(answering());
  const tsaAt = await remote(url, {}, testHost());
  await expect(tsaAt.timestamp(digest)).rejects.toMatchObject({ code: 'EGRESS_ADDRESS_REFUSED' });
  expect(requests).toEqual([]);
});

test('a digest that the authority does not take is not sent', async () => {
  const { url, requests } = await served(answering());
  const only = await remote(url, { digestAlgorithms: ['SHA-256'] });
  await expect(
    only.timestamp({ digest: new Uint8Array(48), digestAlgorithm: 'SHA-384' }),
  ).rejects.toMatchObject({ code: 'TIMESTAMP_DIGEST' });
  expect(requests).toEqual([]);
});

test('its health check has something stamped, and says by whom', async () => {
  const { url, requests } = await served(answering());
  const health = await (await remote(url)).healthCheck?.();
  expect(health).toMatchObject({ ok: true, message: { en: expect.stringContaining('Test TSA') } });
  expect(requests).toHaveLength(1);
});

test.each(['SHA-384', 'SM3'] as const)(
  'its health check asks for %s where that is all it takes',
  async (only) => {
    const { url } = await served(answering());
    const health = await (await remote(url, { digestAlgorithms: [only] })).healthCheck?.();
    expect(health).toMatchObject({ ok: true });
  },
);
