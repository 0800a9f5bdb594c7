import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { generateKeyPair } from '../keys/generate-key-pair.ts';
import { ocspRequest } from '../ocsp/ocsp-request.ts';
import { type OcspStatus, ocspResponse } from '../ocsp/ocsp-response.ts';
import { ocspFailure } from '../ocsp/response-status.ts';
import { buildSecurityStoreRevision } from '../pdf/security-store-revision.ts';
import { resignOcsp } from '../testing/resign-ocsp.ts';
import { issueCertificate } from '../x509/issue-certificate.ts';
import type { ValidationData } from '../x509/validation-data.ts';
import { explain } from './explain.ts';
import { planSecurityStore } from './plan-security-store.ts';
import {
  AFTER_ISSUING,
  AFTER_SIGNER,
  type Archive,
  archiveFixture,
  crlAt,
  SIGNED,
  stamp,
  store,
} from './testing/archive.ts';
import { contract } from './testing/contract.ts';
import { signAsBuyer } from './testing/signed-contract.ts';
import { cmsOf, type Party } from './testing/signing.ts';
import { type RevocationPlace, withOcspResponses } from './testing/with-revocation-data.ts';
import { type VerifyInput, verifyPdf } from './verify-pdf.ts';

const DAY = 86_400_000;
const days = (count: number) => new Date(SIGNED.getTime() + count * DAY);

let archive: Archive;
let responders: { issuing: Party; root: Party };
beforeAll(async () => {
  archive = await archiveFixture();
  responders = {
    issuing: await responderOf(archive.issuing),
    root: await responderOf(archive.root),
  };
});

async function responderOf(issuer: Party): Promise<Party> {
  const key = await generateKeyPair('ec-p256');
  const certificate = await issueCertificate({
    profile: 'ocsp-responder',
    subject: { commonName: 'Responder', country: 'CN' },
    publicKey: key.publicKey,
    issuer: { certificate: issuer.certificate },
    issuerKey: issuer.key,
    serialNumber: randomBytes(16),
    notBefore: days(-30),
    notAfter: days(30),
  });
  return { certificate, key, chain: [] };
}

type Options = { status?: OcspStatus; at?: Date; by?: Party };

function answerAbout(subject: Party, issuer: Party, { status, at = SIGNED, by }: Options = {}) {
  const responder = by ?? (issuer === archive.issuing ? responders.issuing : responders.root);
  return ocspResponse({
    request: ocspRequest({ certificates: [{ ...subject, issuer: issuer.certificate }] }),
    issuer: issuer.certificate,
    responder: { ...responder.key, certificate: responder.certificate },
    statusOf: () => status ?? { status: 'good' },
    producedAt: at,
    thisUpdate: at,
    nextUpdate: new Date(at.getTime() + DAY),
  });
}

/** Answers about all that a signature with its timestamp needs, the signer's by these options. */
async function answers(options: Options = {}): Promise<Uint8Array[]> {
  const { signer, issuing, root, tsa } = archive;
  const { at = SIGNED } = options;
  const about = [answerAbout(issuing, root, { at }), answerAbout(tsa, root, { at })];
  return [await answerAbout(signer, issuing, options), ...(await Promise.all(about))];
}

const dataOf = (ocsps: Uint8Array[]): ValidationData => ({ certificates: [], crls: [], ocsps });

/** Puts data into the store as they are, unlike `planSecurityStore`, which takes only what verifies. */
function storeBlindly(pdf: Uint8Array, data: ValidationData): Uint8Array {
  const certificates = [archive.root, archive.issuing, archive.tsa].map(({ certificate }) => certificate);
  const related = [{ key: 'A'.repeat(40), ...data, certificates }];
  return buildSecurityStoreRevision({ pdf, related, time: SIGNED });
}

async function judge(pdf: Uint8Array, more: Partial<VerifyInput> = {}) {
  const { certificate } = archive.root;
  const report = await verifyPdf({ pdf, trust: [certificate], crls: [], now: days(0.1), ...more });
  const [first] = report.signatures;
  if (!first) throw new Error(`no signature: ${report.reasons}`);
  return first;
}

describe('a signature by OCSP alone', () => {
  test('is trusted by answers that the caller gives, those of the chain and of the timestamp', async () => {
    const signature = await judge(archive.signed, { ocsps: await answers() });
    expect(signature).toMatchObject({ level: 'B-T', trust: 'trusted', reasons: [] });
    expect(signature.details.revocation).toEqual([
      { status: 'good', source: 'ocsp', thisUpdate: SIGNED.toISOString(), revokedAt: null, reason: null },
      { status: 'good', source: 'ocsp', thisUpdate: SIGNED.toISOString(), revokedAt: null, reason: null },
    ]);
    expect(signature.details.tsaRevocation).toMatchObject([{ status: 'good', source: 'ocsp' }]);
  });

  test('reaches B-LT and B-LTA with the answers in its security store, for as long as that is proven', async () => {
    const lt = await store(archive, archive.signed, SIGNED, dataOf(await answers()));
    expect(await judge(lt)).toMatchObject({ level: 'B-LT', trust: 'trusted', reasons: [] });
    const lta = stamp(archive.tsa, lt, SIGNED);
    expect(await judge(lta)).toMatchObject({ level: 'B-LTA', trust: 'trusted' });
    const crls = [await crlAt(archive.root, AFTER_SIGNER)];
    expect(await judge(lta, { now: AFTER_SIGNER, crls })).toMatchObject({ trust: 'trusted', reasons: [] });
  });

  test('is not B-LTA where the answers came after the document timestamp', async () => {
    const stamped = stamp(archive.tsa, archive.signed, SIGNED);
    const data = dataOf([...(await answers())]);
    expect(await judge(await store(archive, stamped, SIGNED, data))).toMatchObject({ level: 'B-LT' });
  });

  test.each<[RevocationPlace]>([['signed-data'], ['unsigned-attribute']])(
    'takes answers from the CMS itself (%s)',
    async (place) => {
      const { signer, tsa } = archive;
      const ocsps = await answers();
      const signed = (brought: Uint8Array[]) =>
        signAsBuyer(
          { root: archive.root.certificate, crl: new Uint8Array(), buyer: signer, seller: signer, tsa },
          contract(),
          {
            contents: (digest) => withOcspResponses(cmsOf(signer, digest, tsa), place, brought),
          },
        );
      const at = { now: new Date('2026-06-01T13:00:00Z') };
      expect(await judge(signed(ocsps), at)).toMatchObject({ verdict: 'valid', level: 'B-LT', reasons: [] });
      expect(await judge(signed(ocsps.slice(1)), at)).toMatchObject({
        level: 'B-T',
        reasons: ['REVOCATION_UNKNOWN'],
      });
    },
  );

  test('and by CRLs for the rest is as good', async () => {
    const { signer, issuing, root } = archive;
    const ocsps = [await answerAbout(signer, issuing)];
    const crls = [await crlAt(root, SIGNED)];
    const mixed = await store(archive, archive.signed, SIGNED, { certificates: [], crls, ocsps });
    const signature = await judge(mixed);
    expect(signature).toMatchObject({ level: 'B-LT', trust: 'trusted', reasons: [] });
    expect(signature.details.revocation.map(({ source }) => source)).toEqual(['ocsp', 'crl']);
  });
});

describe('revoked', () => {
  test('before signing: not trusted, and told why', async () => {
    const status: OcspStatus = { status: 'revoked', revokedAt: days(-1), reason: 1 };
    const report = await verifyPdf({
      pdf: archive.signed,
      trust: [archive.root.certificate],
      crls: [],
      ocsps: await answers({ status }),
      now: days(0.1),
    });
    expect(report.signatures[0]).toMatchObject({
      verdict: 'valid',
      trust: 'untrusted',
      reasons: ['REVOKED'],
      details: {
        revocation: [
          { status: 'revoked', source: 'ocsp', revokedAt: days(-1).toISOString(), reason: 1 },
          { status: 'good' },
        ],
      },
    });
    expect(explain(report, 'zh-CN').join()).toContain('证书已被吊销');
  });

  test('after signing: the timestamp proves that it was made before; the date is told', async () => {
    const status: OcspStatus = { status: 'revoked', revokedAt: days(5), reason: 4 };
    const signature = await judge(archive.signed, {
      ocsps: await answers({ status, at: days(6) }),
      now: days(6.1),
    });
    expect(signature).toMatchObject({ trust: 'trusted', reasons: [] });
    expect(signature.details.revocation[0]).toMatchObject({
      status: 'good',
      revokedAt: days(5).toISOString(),
    });
  });

  test('a good answer in the file does not help against a revocation that the caller knows of', async () => {
    const lt = await store(archive, archive.signed, SIGNED, dataOf(await answers()));
    const revoked = { serialNumber: new Uint8Array(16).fill(3), revokedAt: days(-1), reason: 1 };
    const crls = [await crlAt(archive.issuing, days(1), [revoked])];
    expect(await judge(lt, { crls })).toMatchObject({ trust: 'untrusted', reasons: ['REVOKED'] });
  });

  test('on hold at signing: open', async () => {
    const status: OcspStatus = { status: 'revoked', revokedAt: days(-1), reason: 6 };
    expect(await judge(archive.signed, { ocsps: await answers({ status }) })).toMatchObject({
      trust: 'unknown',
      reasons: ['ON_HOLD'],
    });
  });
});

describe('a file is not B-LT', () => {
  const unverifiable: [string, () => Promise<Uint8Array>][] = [
    ['an answer about another certificate', () => answerAbout(archive.tsa, archive.root)],
    ['an answer of a responder that another CA certified', async () => forgedBy(responders.root)],
    ['an answer of the signer', async () => forgedBy(archive.signer)],
    ['an answer that had ended', () => answerAbout(archive.signer, archive.issuing, { at: days(-9) })],
    [
      'an answer that does not know the certificate',
      () => answerAbout(archive.signer, archive.issuing, { status: { status: 'unknown' } }),
    ],
    ['a refusal', async () => ocspFailure('tryLater')],
    ['something unreadable', async () => new Uint8Array(90)],
  ];

  /** A genuine answer about the signer whose signature is another's. */
  async function forgedBy(by: Party): Promise<Uint8Array> {
    const genuine = await answerAbout(archive.signer, archive.issuing);
    return resignOcsp(genuine, { ...by.key, certificate: by.certificate });
  }

  test.each(unverifiable)('by %s', async (_, make) => {
    const [, ...rest] = await answers();
    const withOther = storeBlindly(archive.signed, dataOf([await make(), ...rest]));
    expect(await judge(withOther)).toMatchObject({ level: 'B-T', reasons: ['REVOCATION_UNKNOWN'] });
    const complete = storeBlindly(archive.signed, dataOf(await answers()));
    expect(await judge(complete)).toMatchObject({ level: 'B-LT', reasons: [] });
  });

  test('and nothing of it is planned for the store', async () => {
    const [, ...rest] = await answers();
    const [plan] = planSecurityStore({
      pdf: archive.signed,
      trust: [archive.root.certificate],
      data: dataOf([await forgedBy(archive.signer), ocspFailure('tryLater'), ...rest]),
      now: SIGNED,
    });
    expect(plan?.missing).toEqual([{ kind: 'revocation', certificate: archive.signer.certificate }]);
    expect(plan?.related.ocsps).toHaveLength(2);
  });
});

test('an answer first seen when the issuing CA had expired says nothing', async () => {
  const [aboutSigner = new Uint8Array(), ...rest] = await answers();
  const lta = stamp(archive.tsa, await store(archive, archive.signed, SIGNED, dataOf(rest)), SIGNED);
  const late = await judge(lta, { now: AFTER_ISSUING, ocsps: [aboutSigner] });
  expect(late.reasons).toContain('REVOCATION_UNKNOWN');
  const early = await judge(lta, { now: days(1), ocsps: [aboutSigner] });
  expect(early.reasons).not.toContain('REVOCATION_UNKNOWN');
});
