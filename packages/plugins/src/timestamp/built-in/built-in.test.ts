import {
  describeCertificate,
  parseSignature,
  pemDecode,
  readTimestampResponse,
  timestampRequest,
} from '@chopmark/crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { ntpServer } from '../../../testing/ntp-server.ts';
import { type TestAuthority, testAuthority } from '../../../testing/test-authority.ts';
import { testHost } from '../../../testing/test-host.ts';
import { timestampConformance } from '../../../testing/timestamp-conformance.ts';
import { createNetworkTime } from '../../network-time/network-time.ts';
import { builtInTimestamp } from './built-in.ts';

for (const algorithm of ['ec-p256', 'ec-p384', 'rsa-2048', 'sm2'] as const) {
  const makeAuthority = async () => builtInTimestamp.create((await testAuthority(algorithm)).tsa, testHost());
  timestampConformance(`built-in with ${algorithm}`, makeAuthority, { sm3: true });
}

let authority: TestAuthority;
beforeAll(async () => {
  authority = await testAuthority();
});

const digest = { digest: new Uint8Array(32), digestAlgorithm: 'SHA-256' as const };

test("stamps the host's time, to the millisecond or the second", async () => {
  const now = new Date(Date.now() + 24 * 60 * 60 * 1000);
  const tsa = await builtInTimestamp.create(authority.tsa, testHost({ clock: () => now }));
  const { time } = await tsa.timestamp(digest);
  expect(now.getTime() - time.getTime()).toBeGreaterThanOrEqual(0);
  expect(now.getTime() - time.getTime()).toBeLessThan(1000);
});

test('stamps nothing once its certificate has expired, and says so', async () => {
  const [certificate = new Uint8Array()] = pemDecode(authority.tsa.certificate);
  const late = new Date(describeCertificate(certificate).notAfter.getTime() + 5000);
  const tsa = await builtInTimestamp.create(authority.tsa, testHost({ clock: () => late }));
  await expect(tsa.timestamp(digest)).rejects.toMatchObject({ code: 'TIMESTAMP_REFUSED', retryable: false });
  expect(await tsa.healthCheck?.()).toMatchObject({
    ok: false,
    message: { en: expect.stringContaining('Renew') },
  });
});

test('does not start with a certificate that is not for timestamping alone, or with another key', async () => {
  const { issuingCertificate: certificate, issuingKey: key } = authority.ca;
  const asCa = builtInTimestamp.create({ ...authority.tsa, certificate, key }, testHost());
  await expect(asCa).rejects.toMatchObject({
    code: 'PLUGIN_CONFIG_INVALID',
    issues: [{ path: 'certificate' }],
  });
  const otherKey = builtInTimestamp.create({ ...authority.tsa, key }, testHost());
  await expect(otherKey).rejects.toMatchObject({ code: 'PLUGIN_CONFIG_INVALID', issues: [{ path: 'key' }] });
});

describe('its answers to queries of others', () => {
  const query = (nonce = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)) => timestampRequest({ ...digest, nonce });

  test('are tokens under its policy, with the accuracy stated, its name and a serial number of 160 bits', async () => {
    const tsa = await builtInTimestamp.create({ ...authority.tsa, accuracySeconds: 0.25 }, testHost());
    const request = query();
    const response = (await tsa.answer?.(request)) ?? new Uint8Array();
    const { info } = readTimestampResponse({ response, request });
    expect(info).toMatchObject({
      policy: authority.tsa.policy,
      accuracySeconds: 0.25,
      nonce: '0102030405060708',
      authority: { commonName: 'Test TSA' },
    });
    expect(info.serialNumber).toHaveLength(40);
  });

  test('have serial numbers that no restart repeats, though the clock stands still and the random source is weak', async () => {
    let drawn = 0;
    const host = testHost({ random: (n) => new Uint8Array(n).fill(drawn++ & 0xff) });
    const serials = new Set<string>();
    for (let start = 0; start < 3; start++) {
      const tsa = await builtInTimestamp.create(authority.tsa, host);
      const [response = new Uint8Array()] = await Promise.all([tsa.answer?.(query())]);
      serials.add(readTimestampResponse({ response, request: query() }).info.serialNumber);
    }
    expect(serials.size).toBe(3);
  });

  test('refuse while the clock is not known, and say so to whoever asks', async () => {
    const silent = await ntpServer({ silent: true });
    const clock = () => new Date();
    const host = testHost({
      networkTime: createNetworkTime({
        allow: ['127.0.0.0/8'],
        clock,
        monotonic: () => performance.now(),
        timeoutMs: 200,
      }),
    });
    const tsa = await builtInTimestamp.create({ ...authority.tsa, timeServers: [silent.server] }, host);
    const response = (await tsa.answer?.(query())) ?? new Uint8Array();
    expect(() => readTimestampResponse({ response, request: query() })).toThrow(
      expect.objectContaining({
        code: 'TIMESTAMP_REJECTED',
        retryable: true,
        message: expect.stringContaining('timeNotAvailable'),
      }),
    );
    await expect(tsa.timestamp(digest)).rejects.toMatchObject({ code: 'TIMESTAMP_CLOCK', retryable: true });
    expect(await tsa.healthCheck?.()).toMatchObject({
      ok: false,
      message: { en: expect.stringContaining(`${silent.server}: NTP_TIMEOUT`) },
    });
    await silent.close();
  });

  test('refuse once its certificate has expired', async () => {
    const [certificate = new Uint8Array()] = pemDecode(authority.tsa.certificate);
    const late = new Date(describeCertificate(certificate).notAfter.getTime() + 5000);
    const tsa = await builtInTimestamp.create(authority.tsa, testHost({ clock: () => late }));
    const response = (await tsa.answer?.(query())) ?? new Uint8Array();
    expect(() => readTimestampResponse({ response, request: query() })).toThrow(
      expect.objectContaining({ message: expect.stringContaining('systemFailure') }),
    );
  });
});

test('says in its health which time servers it was held against, and in its results that it was', async () => {
  const servers = [await ntpServer(), await ntpServer(), await ntpServer({ offsetMs: 3_600_000 })];
  const host = testHost({
    networkTime: createNetworkTime({
      allow: ['127.0.0.0/8'],
      clock: () => new Date(),
      monotonic: () => performance.now(),
    }),
  });
  const timeServers = servers.map(({ server }) => server);
  const tsa = await builtInTimestamp.create({ ...authority.tsa, timeServers }, host);
  expect(await tsa.timestamp(digest)).toMatchObject({ clock: 'checked' });
  const health = await tsa.healthCheck?.();
  expect(health).toMatchObject({
    ok: true,
    message: { en: expect.stringContaining('2 of 3 sources agree') },
  });
  for (const server of timeServers) expect(health?.message.en).toContain(server);
  await Promise.all(servers.map((server) => server.close()));
});

test('says that its clock is unchecked where no time servers are configured', async () => {
  const tsa = await builtInTimestamp.create(authority.tsa, testHost());
  expect(await tsa.timestamp(digest)).toMatchObject({ clock: 'unchecked' });
  expect(await tsa.healthCheck?.()).toMatchObject({
    ok: true,
    message: { 'zh-CN': expect.stringContaining('未经校验'), en: expect.stringContaining('unchecked') },
  });
});

test('refuses what is no time server', () => {
  const parsed = builtInTimestamp.config.safeParse({ ...authority.tsa, timeServers: ['http://ntp.example'] });
  expect(parsed.error?.issues[0]).toMatchObject({ path: ['timeServers', 0] });
});

test('signs with SM2 where its key is SM2, and says so', async () => {
  const sm2 = await testAuthority('sm2');
  expect(builtInTimestamp.capabilities(sm2.tsa)).toContain('sm2');
  expect(builtInTimestamp.capabilities(authority.tsa)).not.toContain('sm2');
  const tsa = await builtInTimestamp.create(sm2.tsa, testHost());
  const { token } = await tsa.timestamp({ digest: new Uint8Array(32), digestAlgorithm: 'SM3' });
  expect(parseSignature(token)).toMatchObject({ digestAlgorithm: 'SM3', scheme: { family: 'sm2' } });
});
