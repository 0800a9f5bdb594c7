// Signatures that say one thing to one reader and another to the next: several signers, attributes that are missing, doubled or
// unsigned, certificates swapped, attributes passed off as content (Strenzke, “CMS type confusion”, 2023; RFC 8933; RFC 5035 §1).
import { beforeAll, describe, expect, test } from 'vitest';
import { objectIdentifier, octetString, sequence, setOf } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { parseSignature } from '../cms/parse-signature.ts';
import { encodeAttribute } from '../cms/signed-attributes.ts';
import { verifySignature } from '../cms/verify-signature.ts';
import { digestOf } from '../keys/digest-algorithm.ts';
import { pdfFixture } from '../pdf/testing/pdf-fixture.ts';
import { attributesOf, cmsWith, makeCms, SHA1 } from './testing/cms-maker.ts';
import { signAny } from './testing/signed-anyhow.ts';
import { NOW, type Trade, timestamp, tradeFixture } from './testing/signing.ts';
import { verifyPdf } from './verify-pdf.ts';

let trade: Trade;
/** The same names and serial numbers, other keys. */
let twin: Trade;
beforeAll(async () => {
  [trade, twin] = await Promise.all([tradeFixture(), tradeFixture()]);
});

type Make = (digest: Uint8Array, content: Uint8Array) => Uint8Array;

const other = new Uint8Array(32).fill(7);
const signer = (digest: Uint8Array) => ({
  party: trade.buyer,
  attributes: attributesOf({ digest, certificate: trade.buyer.certificate }),
});
const messageDigest = (...digests: Uint8Array[]) =>
  sequence(objectIdentifier(OID.messageDigest), setOf(...digests.map(octetString)));

const attacks: [string, Make, string][] = [
  [
    'a second signer beside the true one',
    (digest) => {
      const { certificate } = trade.seller;
      const second = { party: trade.seller, attributes: attributesOf({ digest, certificate }) };
      return makeCms({
        signers: [signer(digest), second],
        certificates: [trade.buyer.certificate, certificate],
      });
    },
    'CMS_INVALID',
  ],
  [
    'no signer at all',
    () => makeCms({ signers: [], certificates: [trade.buyer.certificate] }),
    'CMS_INVALID',
  ],
  [
    'no digest of the content',
    (_) =>
      cmsWith(trade.buyer, other, {
        attributes: attributesOf({ digest: null, certificate: trade.buyer.certificate }),
      }),
    'MESSAGE_DIGEST_MISSING',
  ],
  [
    'the digest among the unsigned attributes',
    (digest) =>
      cmsWith(trade.buyer, digest, {
        attributes: attributesOf({ digest: null, certificate: trade.buyer.certificate }),
        unsigned: [messageDigest(digest)],
      }),
    'MESSAGE_DIGEST_MISSING',
  ],
  [
    'a wrong digest signed, the right one unsigned',
    (digest) => cmsWith(trade.buyer, other, { unsigned: [messageDigest(digest)] }),
    'MESSAGE_DIGEST_MISMATCH',
  ],
  [
    'two digests, one of them right',
    (digest) =>
      cmsWith(trade.buyer, digest, { attributes: [...signer(digest).attributes, messageDigest(other)] }),
    'CMS_INVALID',
  ],
  [
    'a digest of two values',
    (digest) =>
      cmsWith(trade.buyer, digest, {
        attributes: [
          ...attributesOf({ digest: null, certificate: trade.buyer.certificate }),
          messageDigest(digest, other),
        ],
      }),
    'CMS_INVALID',
  ],
  [
    'no content type',
    (digest) =>
      cmsWith(trade.buyer, digest, {
        attributes: attributesOf({ digest, certificate: trade.buyer.certificate, contentType: null }),
      }),
    'CONTENT_TYPE_MISMATCH',
  ],
  [
    'another content type signed than named',
    (digest) => cmsWith(trade.buyer, digest, { contentType: OID.timestampInfo }),
    'CONTENT_TYPE_MISMATCH',
  ],
  [
    'the certificate swapped for one of the same issuer name and serial number',
    (digest) => cmsWith(trade.buyer, digest, { certificates: [twin.buyer.certificate] }),
    'SIGNING_CERTIFICATE_MISMATCH',
  ],
  [
    'a signature of the twin under the true certificate',
    (digest) => cmsWith({ ...twin.buyer, certificate: trade.buyer.certificate }, digest),
    'SIGNATURE_VALUE_WRONG',
  ],
  [
    'a signer that is named as somebody else',
    (digest) =>
      cmsWith(trade.buyer, digest, {
        named: trade.seller.certificate,
        certificates: [trade.buyer.certificate, trade.seller.certificate],
      }),
    'SIGNING_CERTIFICATE_MISMATCH',
  ],
  [
    'no certificate of the signer',
    (digest) => cmsWith(trade.buyer, digest, { certificates: [trade.root] }),
    'SIGNER_CERTIFICATE_MISSING',
  ],
  [
    'content of its own inside',
    (digest, content) => cmsWith(trade.buyer, digest, { content: content.subarray(0, 100) }),
    'CONTENT_NOT_DETACHED',
  ],
  [
    'a digest algorithm that the signature does not use',
    (digest) => cmsWith(trade.buyer, digest, { algorithms: { digestOid: SHA1.digestOid } }),
    'ALGORITHM_MISMATCH',
  ],
  ['a timestamp token as signature', (digest) => timestamp(trade.tsa, digest), 'CONTENT_NOT_DETACHED'],
];

const verify = (pdf: Uint8Array) => verifyPdf({ pdf, trust: [trade.root], crls: [trade.crl], now: NOW });
const originals = [
  ['a table', () => pdfFixture()],
  ['object streams', () => pdfFixture({ form: 'stream' })],
] as const;

describe.each(originals)('in a file of %s', (_, original) => {
  test.each(attacks)('%s: invalid', async (_name, contents, reason) => {
    const { verdict, signatures } = await verify(signAny(trade.buyer, original(), { contents }));
    expect(verdict).toBe('invalid');
    expect(signatures[0]?.reasons).toContain(reason);
  });

  test('the same maker, asked for nothing wrong, makes a trusted signature', async () => {
    const plain = signAny(trade.buyer, original(), { contents: (digest) => cmsWith(trade.buyer, digest) });
    expect(await verify(plain)).toMatchObject({ verdict: 'valid', indication: 'TOTAL-PASSED' });
  });

  test("a twin's certificate beside the true one misleads nobody", async () => {
    for (const first of [twin.buyer, trade.buyer]) {
      const second = first === twin.buyer ? trade.buyer : twin.buyer;
      const certificates = [first.certificate, second.certificate];
      const report = await verify(
        signAny(trade.buyer, original(), {
          contents: (digest) => cmsWith(trade.buyer, digest, { certificates }),
        }),
      );
      expect(report).toMatchObject({ verdict: 'valid', indication: 'TOTAL-PASSED' });
    }
  });

  test('a signature as document timestamp: invalid', async () => {
    const pdf = signAny(trade.buyer, original(), { subFilter: 'ETSI.RFC3161' });
    expect((await verify(pdf)).signatures[0]?.reasons).toContain('TIMESTAMP_INVALID');
  });

  test('without signed attributes it holds, and names no certificate', async () => {
    const contents: Make = (digest, content) =>
      cmsWith(trade.buyer, digest, { attributes: null, data: content });
    const report = await verify(signAny(trade.buyer, original(), { contents }));
    expect(report).toMatchObject({
      verdict: 'valid',
      signatures: [{ reasons: ['SIGNING_CERTIFICATE_MISSING'] }],
    });
  });
});

test('signed attributes passed off as the content itself: not intact', () => {
  const attributes = attributesOf({ digest: other, certificate: trade.buyer.certificate });
  const set = setOf(...attributes);
  // The value is over these attributes; taken out, they are what it seems to be over.
  const cms = cmsWith(trade.buyer, other, { attributes: null, data: set });
  const check = verifySignature(
    parseSignature(cms),
    (algorithm) => digestOf(algorithm, set),
    () => set,
  );
  expect(check).toMatchObject({ intact: false, reasons: expect.arrayContaining(['CONTENT_TYPE_MISMATCH']) });
  const ordinary = new TextEncoder().encode('1 is where a set begins, but this is none');
  const harmless = cmsWith(trade.buyer, other, { attributes: null, data: ordinary });
  const second = verifySignature(
    parseSignature(harmless),
    () => other,
    () => ordinary,
  );
  expect(second.intact).toBe(true);
});

test('an unsigned attribute that claims another certificate changes nothing', async () => {
  const claim = encodeAttribute(
    OID.signingCertificateV2,
    sequence(sequence(sequence(octetString(digestOf('SHA-256', twin.buyer.certificate))))),
  );
  const contents: Make = (digest) => cmsWith(trade.buyer, digest, { unsigned: [claim] });
  expect(await verify(signAny(trade.buyer, pdfFixture(), { contents }))).toMatchObject({
    indication: 'TOTAL-PASSED',
  });
});
