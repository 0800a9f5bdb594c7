import { beforeAll, expect, test } from 'vitest';
import { builtInCa } from '../src/ca/built-in/built-in.ts';
import type { CertificateAuthority } from '../src/contract/certificate-authority.ts';
import type { TimestampAuthority } from '../src/contract/timestamp-authority.ts';
import { PluginError } from '../src/errors.ts';
import { builtInTimestamp } from '../src/timestamp/built-in/built-in.ts';
import { caChecks } from './ca-conformance.ts';
import { failedChecks } from './check.ts';
import { type TestAuthority, testAuthority } from './test-authority.ts';
import { testHost } from './test-host.ts';
import { timestampChecks } from './timestamp-conformance.ts';

let authority: TestAuthority;
let stranger: TestAuthority;
beforeAll(async () => {
  [authority, stranger] = [await testAuthority(), await testAuthority()];
});

type CaDamage = (sound: CertificateAuthority) => Partial<CertificateAuthority>;

const brokenCa = (damage: CaDamage) => async (): Promise<CertificateAuthority> => {
  const sound = await builtInCa.create(authority.ca, testHost());
  return { ...sound, ...damage(sound) };
};

test.each<[string, CaDamage, RegExp]>([
  [
    'issues anew each time',
    (sound) => ({
      issue: (request) => sound.issue({ ...request, requestId: `${request.requestId}${Math.random()}` }),
    }),
    /the same request with the same certificate/,
  ],
  [
    'takes a known ID for other content',
    (sound) => ({ issue: (request) => sound.issue({ ...request, validityDays: 365 }) }),
    /refuses a known request ID/,
  ],
  [
    'certifies names of nothing',
    (sound) => ({
      issue: (request) =>
        sound.issue({
          ...request,
          subject: { ...request.subject, commonName: request.subject.commonName.trim() || 'X' },
        }),
    }),
    /refuses no name/,
  ],
  [
    'forgets the e-mail address',
    (sound) => ({ issue: ({ email: _, ...request }) => sound.issue(request) }),
    /that fits the request/,
  ],
  [
    'gives the chain upside down',
    (sound) => ({ chain: () => sound.chain().reverse() }),
    /each certificate followed by its issuer/,
  ],
  [
    'forgets revocations',
    () => ({ revoke: async () => {} }),
    /revokes: the certificate is no longer trusted/,
  ],
  [
    'serves the CRL of an hour ago',
    (sound) => {
      let first: Promise<Uint8Array> | undefined;
      return {
        crl: () => {
          first ??= sound.crl();
          return first;
        },
      };
    },
    /numbers its CRLs upwards/,
  ],
  [
    'revokes what it never issued',
    (sound) => ({ revoke: (request) => sound.revoke(request).catch(() => {}) }),
    /refuses to revoke what it has not issued/,
  ],
  [
    'revokes with the reason given last',
    (sound) => ({ revoke: (request) => sound.revoke({ ...request, reason: 1 }) }),
    /keeps the first revocation/,
  ],
  [
    'throws what has no code',
    (sound) => ({
      issue: (request) =>
        sound.issue(request).catch((error: Error) => {
          throw new Error(error.message);
        }),
    }),
    /refuses a short RSA key/,
  ],
])('notices a certificate authority that %s', async (_what, damage, check) => {
  const checks = caChecks(brokenCa(damage)).filter(({ name }) => check.test(name));
  expect(await failedChecks(checks)).not.toEqual([]);
});

type TsaDamage = (sound: TimestampAuthority, other: TimestampAuthority) => Partial<TimestampAuthority>;

const brokenTsa = (damage: TsaDamage) => async (): Promise<TimestampAuthority> => {
  const sound = await builtInTimestamp.create(authority.tsa, testHost());
  const other = await builtInTimestamp.create(stranger.tsa, testHost());
  return { ...sound, ...damage(sound, other) };
};

const hour = 60 * 60 * 1000;

test.each<[string, TsaDamage, RegExp]>([
  [
    'stamps something else',
    (sound) => ({
      timestamp: (request) => sound.timestamp({ ...request, digest: request.digest.map(() => 1) }),
    }),
    /stamps a SHA-256 digest/,
  ],
  [
    'stamps by its word, not by its token',
    (sound) => ({
      timestamp: async (request) => ({
        ...(await sound.timestamp(request)),
        time: new Date(Date.now() - hour),
      }),
    }),
    /with the time it returns|the present time/,
  ],
  [
    'gives the token of before',
    (sound) => {
      let first: ReturnType<TimestampAuthority['timestamp']> | undefined;
      return {
        timestamp: (request) => {
          first ??= sound.timestamp(request);
          return first;
        },
      };
    },
    /a serial number and a nonce of its own/,
  ],
  [
    'shows a chain that is not its own',
    (_sound, other) => ({ chain: () => other.chain() }),
    /makes its tokens trusted/,
  ],
  [
    'stamps any digest',
    (sound) => ({
      timestamp: (request) =>
        sound
          .timestamp(request)
          .catch(() => sound.timestamp({ digest: new Uint8Array(32), digestAlgorithm: 'SHA-256' })),
    }),
    /refuses a SHA-1/,
  ],
  [
    'hands out its own chain',
    (sound) => {
      const chain = sound.chain();
      return { chain: () => chain };
    },
    /hands out copies/,
  ],
  [
    'refuses in its own words',
    (sound) => ({
      timestamp: (request) =>
        sound.timestamp(request).catch(() => {
          throw new PluginError('PROVIDER_REFUSED', 'no');
        }),
    }),
    /refuses an empty digest/,
  ],
])('notices a timestamp authority that %s', async (_what, damage, check) => {
  const checks = timestampChecks(brokenTsa(damage)).filter(({ name }) => check.test(name));
  expect(await failedChecks(checks)).not.toEqual([]);
});
