import {
  describeCertificate,
  generateKeyPair,
  ocspFailure,
  ocspRequest,
  readOcspResponse,
} from '@chopmark/crypto';
import { beforeAll, expect, test } from 'vitest';
import { builtInCa } from '../src/ca/built-in/built-in.ts';
import type { CertificateAuthority } from '../src/contract/certificate-authority.ts';
import { caChecks } from './ca-conformance.ts';
import { failedChecks } from './check.ts';
import { rolledOver, type TestAuthority, testAuthority } from './test-authority.ts';
import { testHost } from './test-host.ts';

let authority: TestAuthority;
let stranger: TestAuthority;
beforeAll(async () => {
  [authority, stranger] = [await testAuthority(), await testAuthority()];
});

/** What is wrong with a provider. */
type Damage = (sound: CertificateAuthority, other: CertificateAuthority) => Partial<CertificateAuthority>;

/** The checks of an authority that is broken in one way; sound otherwise, with a roll-over. */
function checksOf(damage: Damage, when: 'always' | 'after-roll-over') {
  const host = testHost();
  const damaged = async (sound: CertificateAuthority) => ({
    ...sound,
    ...damage(sound, await builtInCa.create(stranger.ca, testHost())),
  });
  return caChecks(
    async () => {
      const sound = await builtInCa.create(authority.ca, host);
      return when === 'always' ? damaged(sound) : sound;
    },
    { rollOver: async () => damaged(await builtInCa.create(await rolledOver(authority), host)) },
  );
}

async function expectNotice(damage: Damage, check: RegExp, when: 'always' | 'after-roll-over') {
  const checks = checksOf(damage, when).filter(({ name }) => check.test(name));
  expect(checks).not.toEqual([]);
  expect(await failedChecks(checks)).not.toEqual([]);
}

test('the same provider, undamaged, fails nothing', async () => {
  expect(await failedChecks(checksOf(() => ({}), 'always'))).toEqual([]);
}, 60_000);

test.each<[string, Damage, RegExp]>([
  ['calls everything good', () => ({ status: async () => ({ status: 'good' }) }), /unknown of anything else/],
  [
    'forgets reason and time of a revocation',
    (sound) => ({
      status: async (serial) => {
        const found = await sound.status(serial);
        return found.status === 'revoked' ? { ...found, reason: 0 } : found;
      },
    }),
    /by status, OCSP and CRL alike/,
  ],
  [
    'answers by OCSP from before a revocation',
    (sound) => {
      const kept = new Map<string, Promise<Uint8Array>>();
      return {
        issue: async (request) => {
          const issued = await sound.issue(request);
          const { certificate, chain } = issued;
          const [issuer = new Uint8Array()] = chain;
          const asked = ocspRequest({ certificates: [{ certificate, issuer }] });
          kept.set(describeCertificate(certificate).serialNumber, sound.ocsp(asked));
          await Promise.all(kept.values());
          return issued;
        },
        ocsp: async (request) => {
          const hex = Buffer.from(request).toString('hex');
          const known = [...kept].find(([serial]) => hex.includes(serial));
          return known ? known[1] : sound.ocsp(request);
        },
      };
    },
    /by status, OCSP and CRL alike/,
  ],
  [
    'leaves out the nonce',
    (sound) => ({
      ocsp: async (request) => {
        const text = Buffer.from(request).toString('latin1');
        const at = text.indexOf(Buffer.from('06092b0601050507300102', 'hex').toString('latin1'));
        if (at < 0) return sound.ocsp(request);
        // Another object identifier: an extension that nobody repeats.
        return sound.ocsp(Uint8Array.from(request).with(at + 10, 0x63));
      },
    }),
    /repeats the nonce/,
  ],
  [
    'signs as another CA',
    (_, other) => ({ ocsp: (request) => other.ocsp(request) }),
    /answers OCSP requests/,
  ],
  [
    'throws at what is no request',
    (sound) => ({
      ocsp: async (request) => {
        if (request.length === 0) throw new Error('empty');
        return sound.ocsp(request);
      },
    }),
    /no OCSP request/,
  ],
  ['is always busy', () => ({ ocsp: async () => ocspFailure('tryLater') }), /answers OCSP requests/],
  [
    'gives the same CRL whatever authority it is asked for',
    (sound) => ({ crl: () => sound.crl() }),
    /refuses a CRL of an authority|CRL of each of its authorities/,
  ],
  [
    'names the root first among its authorities',
    (sound) => ({ authorities: () => sound.chain().reverse() }),
    /names its issuing CA first/,
  ],
  [
    'writes another event than it was asked for',
    (sound) => ({
      issue: (request) =>
        sound.issue(request.event ? { ...request, event: { contract: 'contract-0' } } : request),
    }),
    /writes the event/,
  ],
  [
    'has its caller keep another certificate than it gives',
    (sound) => ({
      issue: async (request, alongside) => {
        await sound.issue({ ...request, requestId: `${request.requestId}${Math.random()}` }, alongside);
        return sound.issue(request);
      },
    }),
    /caller’s part written once/,
  ],
  [
    'gives a certificate that it has no record of',
    (sound, other) => ({
      issue: (request, alongside) => sound.issue(request, alongside).catch(() => other.issue(request)),
    }),
    /caller’s part can not be written/,
  ],
  [
    'keeps its record without its caller’s part',
    (sound) => ({
      issue: async (request, alongside) => {
        const issued = await sound.issue(request);
        if (alongside)
          await sound.issue({ ...request, requestId: `${Math.random()}` }, () => alongside(issued));
        return issued;
      },
    }),
    /caller’s part can not be written/,
  ],
  [
    'renews anew each time',
    (sound) => ({
      renew: (request) => sound.renew({ ...request, requestId: `${request.requestId}${Math.random()}` }),
    }),
    /the same renewal with the same certificate/,
  ],
  [
    'renews by giving the earlier certificate',
    (sound) => {
      const issued = new Map<string, Awaited<ReturnType<CertificateAuthority['issue']>>>();
      return {
        issue: async (request) => {
          const answer = await sound.issue(request);
          issued.set(describeCertificate(answer.certificate).serialNumber, answer);
          return answer;
        },
        renew: async (request) => issued.get(request.serialNumber) ?? sound.renew(request),
      };
    },
    /under another serial number/,
  ],
  [
    'renews for a key of its own choice',
    (sound) => ({
      renew: async (request) =>
        sound.renew({ ...request, publicKey: (await generateKeyPair('ec-p256')).publicKey }),
    }),
    /same subject and key|for another key/,
  ],
  [
    'revokes what it renews',
    (sound) => ({
      renew: async (request) => {
        const renewed = await sound.renew(request);
        await sound.revoke({ serialNumber: request.serialNumber, reason: 4, at: new Date() });
        return renewed;
      },
    }),
    /leaves the earlier one/,
  ],
  [
    'renews what was revoked',
    (sound) => ({
      renew: (request) =>
        sound.renew(request).catch(async () =>
          sound.issue({
            requestId: request.requestId,
            profile: 'person',
            subject: { commonName: '李明' },
            publicKey: (await generateKeyPair('ec-p256')).publicKey,
            validityDays: 30,
          }),
        ),
    }),
    /renews nothing that it has not issued/,
  ],
])('notices a certificate authority that %s', async (_what, damage, check) => {
  await expectNotice(damage, check, 'always');
});

test.each<[string, Damage, RegExp]>([
  [
    'goes on to issue by the earlier CA',
    (sound) => ({ authorities: () => sound.authorities().reverse() }),
    /issues by another CA/,
  ],
  [
    'forgets the earlier CA',
    (sound) => ({ authorities: () => sound.authorities().slice(0, 1) }),
    /speaks for both/,
  ],
  [
    'knows no earlier certificates',
    (sound) => ({
      status: async (serial) => {
        const found = await sound.status(serial);
        return found.status === 'good' ? { status: 'unknown' } : found;
      },
    }),
    /keeps earlier certificates verifiable/,
  ],
  [
    'lists everything on every CRL',
    (sound) => ({ crl: () => sound.crl() }),
    /on the list of who issued them alone|CRL of each of its authorities/,
  ],
  [
    'revokes no earlier certificates',
    (sound) => ({
      revoke: async (request) => {
        const [newest = new Uint8Array()] = sound.authorities();
        const before = await sound.crl(newest);
        if (before.length > 0 && (await sound.status(request.serialNumber)).status === 'good') return;
        await sound.revoke(request);
      },
    }),
    /revokes earlier certificates/,
  ],
  [
    'answers an earlier request anew',
    (sound) => ({
      issue: (request) => sound.issue({ ...request, requestId: `${request.requestId}-again` }),
    }),
    /a request of before a roll-over/,
  ],
  [
    'gives the chain of now with a certificate of before',
    (sound) => ({
      issue: async (request) => ({ ...(await sound.issue(request)), chain: sound.chain() }),
    }),
    /a request of before a roll-over/,
  ],
])('notices after a roll-over a certificate authority that %s', async (_what, damage, check) => {
  await expectNotice(damage, check, 'after-roll-over');
});

test('a stranger answers for nobody else', async () => {
  const other = await builtInCa.create(stranger.ca, testHost());
  const sound = await builtInCa.create(authority.ca, testHost());
  const { certificate, chain } = await sound.issue({
    requestId: 'one',
    profile: 'person',
    subject: { commonName: '李明' },
    publicKey: (await generateKeyPair('ec-p256')).publicKey,
    validityDays: 30,
  });
  const [issuer = new Uint8Array()] = chain;
  const response = await other.ocsp(ocspRequest({ certificates: [{ certificate, issuer }] }));
  expect(() => readOcspResponse({ response, certificate, issuer, now: new Date() })).toThrow(
    expect.objectContaining({ code: 'OCSP_REFUSED' }),
  );
});
