import { describeCertificate, parseSignature, pemDecode } from '@chopmark/crypto';
import { beforeAll, expect, test } from 'vitest';
import { type TestAuthority, testAuthority } from '../../../testing/test-authority.ts';
import { testHost } from '../../../testing/test-host.ts';
import { timestampConformance } from '../../../testing/timestamp-conformance.ts';
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

test('signs with SM2 where its key is SM2, and says so', async () => {
  const sm2 = await testAuthority('sm2');
  expect(builtInTimestamp.capabilities(sm2.tsa)).toContain('sm2');
  expect(builtInTimestamp.capabilities(authority.tsa)).not.toContain('sm2');
  const tsa = await builtInTimestamp.create(sm2.tsa, testHost());
  const { token } = await tsa.timestamp({ digest: new Uint8Array(32), digestAlgorithm: 'SM3' });
  expect(parseSignature(token)).toMatchObject({ digestAlgorithm: 'SM3', scheme: { family: 'sm2' } });
});
