// Every sub-indication of ETSI EN 319 102-1 that can occur, each from a really signed file.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { sequence } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { encodeAttribute } from '../cms/signed-attributes.ts';
import { digestOf } from '../keys/digest-algorithm.ts';
import { embedSignature } from '../pdf/embed-signature.ts';
import { buildTimestampRevision } from '../pdf/timestamp-revision.ts';
import { defaultLimits } from '../pdf-reader/limits.ts';
import { resign } from '../testing/resign.ts';
import { infoFields, tokenOver, unknownExtension } from '../testing/timestamp-token.ts';
import type { CertificateProfile } from '../x509/certificate-types.ts';
import type { SignatureReport, SubIndication, VerificationReport } from './report.ts';
import {
  AFTER_SIGNER,
  type Archive,
  archiveFixture,
  collectedAt,
  crlAt,
  issueParty,
  SIGNED,
  stamp,
  store,
} from './testing/archive.ts';
import { cmsWith, SHA1 } from './testing/cms-maker.ts';
import * as doc from './testing/contract.ts';
import { appendRevision, bytes, latin1, patch, stream } from './testing/pdf-maker.ts';
import { signAsBuyer } from './testing/signed-contract.ts';
import { cmsOf, type Party, type SignOptions, sha256, timestamp } from './testing/signing.ts';
import { type VerifyInput, verifyPdf } from './verify-pdf.ts';

const DAY = 86_400_000;
const days = (count: number) => new Date(SIGNED.getTime() + count * DAY);
const serialOf = (byte: number) => new Uint8Array(16).fill(byte);

let archive: Archive;
let crls: Uint8Array[];
beforeAll(async () => {
  archive = await archiveFixture();
  crls = (await collectedAt(archive, days(1))).crls;
});

type Case = { pdf: Uint8Array } & Partial<VerifyInput>;

function verify(input: Case): Promise<VerificationReport> {
  return verifyPdf({ trust: [archive.root.certificate], crls, now: days(2), ...input });
}

/** Who signs the buyer's field of the contract, and how. */
function signedBy(party: Party, options: { tsa?: Party; at?: Date; pdf?: Uint8Array } = {}): Uint8Array {
  const { tsa, at = SIGNED, pdf = doc.contract() } = options;
  return withContents((digest) => cmsOf(party, digest, tsa, at), pdf);
}

function withContents(contents: SignOptions['contents'], pdf = doc.contract()): Uint8Array {
  const { signer } = archive;
  const trade = { root: new Uint8Array(), crl: new Uint8Array(), buyer: signer, seller: signer, tsa: signer };
  return signAsBuyer(trade, pdf, { ...(contents ? { contents } : {}) });
}

const person = (
  commonName: string,
  from: Date,
  until: Date,
  issuer: Party | 'self' = archive.issuing,
  profile: CertificateProfile = 'person',
) => issueParty({ commonName, from, until, issuer, profile });

const revokedSince = (since: Date) => [{ serialNumber: serialOf(3), revokedAt: since, reason: 4 }];

/** By sub-indication: the first signature of the file, as of then, with these lists. */
const cases: Record<SubIndication, () => Promise<Case>> = {
  FORMAT_FAILURE: async () => ({ pdf: patch(signedBy(archive.signer), '/ByteRange [0 ', '/ByteRange [1 ') }),
  HASH_FAILURE: async () => ({ pdf: patch(signedBy(archive.signer), 'pays 100 yuan', 'pays 900 yuan') }),
  SIG_CRYPTO_FAILURE: async () => {
    const { signer, tsa } = archive;
    return { pdf: withContents((digest) => cmsOf({ ...tsa, certificate: signer.certificate }, digest)) };
  },
  REVOKED: async () => {
    // What is signed holds a timestamp from after the revocation.
    const stamped = stamp(archive.tsa, doc.contract(), days(3));
    return {
      pdf: signedBy(archive.signer, { pdf: stamped }),
      crls: [...crls, await crlAt(archive.issuing, days(4), revokedSince(days(1)))],
      now: days(5),
    };
  },
  EXPIRED: async () => ({
    pdf: signedBy(archive.signer, { pdf: stamp(archive.tsa, doc.contract(), AFTER_SIGNER) }),
    now: AFTER_SIGNER,
  }),
  NOT_YET_VALID: async () => {
    const early = await person('Wu Early', days(30), days(60));
    return { pdf: signedBy(early, { tsa: archive.tsa }), now: days(40) };
  },
  SIG_CONSTRAINTS_FAILURE: async () => {
    const other = encodeAttribute(
      OID.signatureTimestamp,
      timestamp(archive.tsa, sha256(bytes('another')), SIGNED),
    );
    return { pdf: withContents((digest) => cmsWith(archive.signer, digest, { unsigned: [other] })) };
  },
  CHAIN_CONSTRAINTS_FAILURE: async () => ({ pdf: signedBy(archive.tsa) }),
  CERTIFICATE_CHAIN_GENERAL_FAILURE: async () => {
    // Issued in the CA's name, by another key than the CA's.
    const { key, chain } = archive.signer;
    const forger = { ...key, certificate: archive.issuing.certificate };
    return { pdf: signedBy({ key, chain, certificate: resign(archive.signer.certificate, forger) }) };
  },
  CRYPTO_CONSTRAINTS_FAILURE: async () => ({
    pdf: withContents((digest) =>
      cmsWith(archive.signer, digest, { algorithms: { digestOid: '1.2.3.4.5' } }),
    ),
  }),
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: async () => {
    const old = await person('Qian Old', new Date('2010-01-01T00:00:00Z'), days(90), archive.root);
    return { pdf: withSha1(old) };
  },
  TIMESTAMP_ORDER_FAILURE: async () => ({
    pdf: stamp(archive.tsa, signedBy(archive.signer, { tsa: archive.tsa, at: days(1) }), SIGNED),
  }),
  NO_SIGNING_CERTIFICATE_FOUND: async () => ({
    pdf: withContents((digest) => cmsWith(archive.signer, digest, { certificates: archive.signer.chain })),
  }),
  NO_CERTIFICATE_CHAIN_FOUND: async () => ({ pdf: archive.signed, trust: [archive.laterTsa.certificate] }),
  REVOKED_NO_POE: async () => ({
    pdf: signedBy(archive.signer),
    crls: [...crls, await crlAt(archive.issuing, days(1), revokedSince(SIGNED))],
  }),
  REVOKED_CA_NO_POE: async () => {
    const issuing = { serialNumber: serialOf(2), revokedAt: SIGNED, reason: 4 };
    return { pdf: signedBy(archive.signer), crls: [...crls, await crlAt(archive.root, days(1), [issuing])] };
  },
  OUT_OF_BOUNDS_NO_POE: async () => ({ pdf: signedBy(archive.signer), crls: [], now: AFTER_SIGNER }),
  OUT_OF_BOUNDS_NOT_REVOKED: async () => ({
    pdf: signedBy(archive.signer),
    // The last list from before the certificate's end, still fresh some days later.
    crls: (await collectedAt(archive, new Date('2026-12-30T00:00:00Z'))).crls,
    now: new Date('2027-01-03T00:00:00Z'),
  }),
  TRY_LATER: async () => ({ pdf: archive.signed, crls: [] }),
  SIGNED_DATA_NOT_FOUND: async () => ({
    pdf: archive.signed,
    limits: { ...defaultLimits, maxFileSize: archive.signed.length - 1 },
  }),
};

/** Signed over SHA-1, attributes and content. */
function withSha1(party: Party): Uint8Array {
  return withContents((_, content) => cmsWith(party, digestOf('SHA-1', content), { algorithms: SHA1 }));
}

const FAILED: SubIndication[] = [
  'FORMAT_FAILURE',
  'HASH_FAILURE',
  'SIG_CRYPTO_FAILURE',
  'REVOKED',
  'EXPIRED',
  'NOT_YET_VALID',
];

const of = ({ indication, subIndication }: Pick<VerificationReport, 'indication' | 'subIndication'>) =>
  `${indication} ${subIndication}`;

test.each(Object.keys(cases) as SubIndication[])('%s', async (name) => {
  const report = await verify(await cases[name]());
  const expected = `${FAILED.includes(name) ? 'TOTAL-FAILED' : 'INDETERMINATE'} ${name}`;
  expect(of(report)).toBe(expected);
  if (name !== 'SIGNED_DATA_NOT_FOUND') expect(report.signatures.map(of)).toContain(expected);
});

describe('TOTAL-PASSED', () => {
  test('for signature and document timestamp, also long after the certificate has ended', async () => {
    const lta = stamp(archive.tsa, await store(archive, archive.signed, SIGNED), SIGNED);
    for (const now of [days(2), AFTER_SIGNER]) {
      const more = await crlAt(archive.root, now);
      const report = await verify({ pdf: lta, now, crls: [more] });
      expect([report, ...report.signatures].map(of)).toEqual(Array(3).fill('TOTAL-PASSED null'));
    }
  });

  test('with a revocation after the proven time, and not without the proof', async () => {
    const later = [...crls, await crlAt(archive.issuing, days(4), revokedSince(days(3)))];
    const stamped = await verify({ pdf: archive.signed, crls: later, now: days(5) });
    expect(stamped.signatures.map(of)).toEqual(['TOTAL-PASSED null']);
    const plain = await verify({ pdf: signedBy(archive.signer), crls: later, now: days(5) });
    expect(plain.signatures.map(of)).toEqual(['INDETERMINATE REVOKED_NO_POE']);
  });

  test('although nobody vouches for its timestamp, as long as the signer is good today', async () => {
    const stranger = await archiveFixture();
    const report = await verify({ pdf: signedBy(archive.signer, { tsa: stranger.tsa }) });
    expect(report.signatures.map(of)).toEqual(['TOTAL-PASSED null']);
  });
});

test('nothing is said of an unsigned document, and the worst of a signed one', async () => {
  expect(of(await verify({ pdf: doc.contract() }))).toBe('null null');
  const changed = appendRevision(signedBy(archive.signer), { 4: stream('') });
  expect(of(await verify({ pdf: changed }))).toBe('TOTAL-FAILED FORMAT_FAILURE');
  expect(of(await verify({ pdf: bytes('PK') }))).toBe('TOTAL-FAILED FORMAT_FAILURE');
});

test('SHA-1 passes only with proof from when it was good; in a new certificate it cannot have been', async () => {
  const young = await verify({ pdf: withSha1(archive.signer) });
  expect(young.signatures.map(of)).toEqual(['INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE']);
  const since = new Date('2010-01-01T00:00:00Z');
  const root = await person('Old Root', since, days(900), 'self', 'root');
  const old = await person('Qian Old', since, days(900), root);
  const tsa = await person('Old TSA', since, days(900), root, 'tsa');
  const proven = stamp(tsa, withSha1(old), new Date('2012-06-01T00:00:00Z'));
  const lists = { trust: [root.certificate], crls: [await crlAt(root, days(1))] };
  expect(of(await verify({ pdf: proven, ...lists }))).toBe('TOTAL-PASSED null');
  expect(of(await verify({ pdf: withSha1(old), ...lists }))).toBe(
    'INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  );
});

test('a token with a critical extension that nobody knows proves no time', async () => {
  const { certificate, key } = archive.tsa;
  const stranger = (digest: Uint8Array) => {
    const fields = infoFields(timestamp(archive.tsa, digest, SIGNED));
    return tokenOver(sequence(...fields, unknownExtension(true)), { certificate, ...key });
  };
  const signed = withContents((digest) => cmsOf(archive.signer, digest, stranger));
  expect((await verify({ pdf: signed })).signatures[0]).toMatchObject({
    verdict: 'valid',
    reasons: ['SIGNATURE_TIMESTAMP_UNCHECKED'],
    level: 'B-B',
  });
  const revision = buildTimestampRevision({ pdf: archive.signed });
  const archived = embedSignature({ ...revision, cms: stranger(revision.digest) });
  expect((await verify({ pdf: archived })).signatures[1]).toMatchObject({
    reasons: ['TIMESTAMP_EXTENSION_UNKNOWN'],
    indication: 'INDETERMINATE',
    subIndication: 'SIG_CONSTRAINTS_FAILURE',
  });
});

describe('timestamps out of order', () => {
  test('a document timestamp from before the one it covers', async () => {
    const backwards = stamp(archive.tsa, stamp(archive.tsa, archive.signed, days(1)), days(0.5));
    const { signatures } = await verify({ pdf: backwards });
    expect(signatures.map(of)).toEqual([
      'TOTAL-PASSED null',
      'INDETERMINATE TIMESTAMP_ORDER_FAILURE',
      'INDETERMINATE TIMESTAMP_ORDER_FAILURE',
    ]);
    expect(signatures[2]).toMatchObject({ trust: 'unknown', reasons: ['TIMESTAMPS_OUT_OF_ORDER'] });
  });

  test('a token that nobody vouches for accuses itself alone', async () => {
    const stranger = await archiveFixture();
    const { signatures } = await verify({ pdf: stamp(stranger.tsa, archive.signed, days(-10)) });
    expect(signatures[0]).toMatchObject({ indication: 'TOTAL-PASSED', trust: 'trusted', reasons: [] });
    expect(signatures[1]?.reasons).toEqual(['NO_TRUST_ANCHOR', 'TIMESTAMPS_OUT_OF_ORDER']);
  });

  test('clocks may differ by a second', async () => {
    const within = stamp(archive.tsa, archive.signed, new Date(SIGNED.getTime() - 1000));
    expect((await verify({ pdf: within })).indication).toBe('TOTAL-PASSED');
  });
});

test('never contradicts verdict and trust, whatever is done to a file and whoever is trusted', async () => {
  const made = await Promise.all(Object.values(cases).map((make) => make()));
  const change = fc.option(
    fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), bits: fc.integer({ min: 1, max: 255 }) }),
  );
  const given = fc.record({
    input: fc.constantFrom(...made),
    now: fc.constantFrom(days(-400), days(2), days(40), AFTER_SIGNER),
    isTrusted: fc.boolean(),
    hasLists: fc.boolean(),
    isUpdated: fc.boolean(),
    change,
  });
  await fc.assert(
    fc.asyncProperty(given, async ({ input, now, isTrusted, hasLists, isUpdated, change }) => {
      const pdf = isUpdated ? `${latin1(input.pdf)} ` : latin1(input.pdf);
      const bent = bytes(pdf);
      const at = change ? Math.floor(change.at * (bent.length - 1)) : 0;
      if (change) bent[at] = (bent[at] ?? 0) ^ change.bits;
      const report = await verify({
        ...input,
        pdf: bent,
        now,
        ...(isTrusted ? {} : { trust: [] }),
        ...(hasLists ? {} : { crls: [] }),
      });
      expect(report.reasons).not.toContain('UNREADABLE');
      for (const each of report.signatures) expectNoContradiction(each);
      const worst = ['TOTAL-FAILED', 'INDETERMINATE', 'TOTAL-PASSED'].find((indication) =>
        report.signatures.some((each) => each.indication === indication),
      );
      if (report.verdict === 'unsigned') expect(report.indication).toBeNull();
      else if (report.verdict !== 'invalid') expect(report.indication).toBe(worst);
      else expect(report.indication).not.toBe('TOTAL-PASSED');
    }),
    { numRuns: 150 },
  );
}, 60_000);

function expectNoContradiction({
  verdict,
  trust,
  reasons,
  indication,
  subIndication,
}: SignatureReport): void {
  expect(subIndication === null).toBe(indication === 'TOTAL-PASSED');
  if (subIndication) expect(FAILED.includes(subIndication)).toBe(indication === 'TOTAL-FAILED');
  if (indication === 'TOTAL-PASSED')
    expect({ verdict, trust }).toEqual({ verdict: 'valid', trust: 'trusted' });
  if (indication === 'TOTAL-FAILED') expect(verdict !== 'valid' || trust === 'untrusted').toBe(true);
  if (verdict === 'modified') expect(indication).toBe('TOTAL-FAILED');
  if (verdict === 'valid' && trust === 'trusted' && reasons.length === 0)
    expect(indication).toBe('TOTAL-PASSED');
}
