import { beforeAll, expect, test } from 'vitest';
import * as doc from './testing/contract.ts';
import { appendRevision, bytes, latin1, patch, stream } from './testing/pdf-maker.ts';
import {
  addDocumentTimestamp,
  addSecurityStore,
  certifiedObjects,
  certify,
  signAsBuyer,
  signAsSeller,
} from './testing/signed-contract.ts';
import { cmsOf, NOW, SIGNERS_EXPIRE, type Trade, tradeFixture } from './testing/signing.ts';
import { verifyPdf } from './verify-pdf.ts';

let trade: Trade;
let signed: Uint8Array;
beforeAll(async () => {
  trade = await tradeFixture();
  signed = signAsBuyer(trade, doc.contract());
});

const verify = (pdf: Uint8Array, trust = [trade.root], now = NOW) =>
  verifyPdf({ pdf, trust, crls: [trade.crl], now });

test('a signature over the whole file is valid, trusted and at its level', async () => {
  const report = await verify(signed);
  expect(report).toMatchObject({ verdict: 'valid', reasons: [], warnings: [] });
  expect(report.signatures).toMatchObject([
    {
      field: 'buyer',
      signer: 'Li Buyer',
      verdict: 'valid',
      level: 'B-T',
      signedAt: NOW.toISOString(),
      coverage: 'whole-file',
      changesAfter: [],
      trust: 'trusted',
      reasons: [],
      timestamp: { time: NOW.toISOString(), tsa: 'Test TSA', trust: 'trusted', intact: true },
    },
  ]);
});

test('a document without signature value is unsigned, empty signature fields or not', async () => {
  expect(await verify(doc.contract())).toMatchObject({ verdict: 'unsigned', signatures: [], reasons: [] });
});

test.each([
  ['an empty file', new Uint8Array(), 'NOT_A_PDF'],
  ['another kind of file', bytes('PK\x03\x04 not a PDF at all'), 'NOT_A_PDF'],
  ['a header alone', bytes('%PDF-1.7\n'), 'DAMAGED'],
])('%s is invalid with a reason', async (_, pdf, reason) => {
  expect(await verify(pdf)).toMatchObject({ verdict: 'invalid', signatures: [], reasons: [reason] });
});

test('an encrypted file is invalid: it cannot be checked', async () => {
  const report = await verify(doc.contract({}, '/Encrypt << /Filter /Standard /V 1 >>'));
  expect(report).toMatchObject({ verdict: 'invalid', reasons: ['ENCRYPTED'] });
});

test('white space behind the end belongs to what is signed when the signature covers it', async () => {
  const padded = signAsBuyer(trade, doc.contract(), { tail: '\r\n\n \n' });
  expect(await verify(padded)).toMatchObject({
    verdict: 'valid',
    reasons: [],
    signatures: [{ coverage: 'whole-file', reasons: [] }],
  });
  expect(await verify(bytes(`${latin1(padded)}\n\n`))).toMatchObject({ verdict: 'modified' });
});

test('an unreadable trust anchor is the caller’s error, not the file’s', async () => {
  await expect(verify(signed, [trade.crl])).rejects.toMatchObject({ code: 'CERTIFICATE_INVALID' });
  await expect(
    verifyPdf({ pdf: signed, trust: [], timestampTrust: [bytes('x')], crls: [], now: NOW }),
  ).rejects.toMatchObject({ code: 'CERTIFICATE_INVALID' });
});

test('every changed signed byte is reported as invalid', async () => {
  const end = signed.length;
  const contents = latin1(signed).indexOf('/Contents <');
  for (const at of [9, 60, 400, contents - 5, end - 20, end - 12, end - 9, end - 4]) {
    const changed = Uint8Array.from(signed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect((await verify(changed)).verdict, `byte ${at}`).toBe('invalid');
  }
  const report = await verify(patch(signed, 'pays 100 yuan', 'pays 900 yuan'));
  expect(report.signatures[0]?.reasons).toContain('MESSAGE_DIGEST_MISMATCH');
});

test('bytes appended after the end are not covered', async () => {
  for (const tail of ['x', '\n', '% a remark', '\nstartxref-less junk\n'.repeat(100)]) {
    const report = await verify(bytes(latin1(signed) + tail));
    expect(report, JSON.stringify(tail.slice(0, 20))).toMatchObject({
      verdict: 'modified',
      signatures: [{ verdict: 'modified', coverage: 'revision', reasons: ['TRAILING_BYTES'] }],
    });
  }
});

test('two signers with a filled control between them are both valid', async () => {
  const report = await verify(signAsSeller(trade, doc.fillAmount(signed)));
  expect(report.verdict).toBe('valid');
  expect(report.signatures).toMatchObject([
    {
      field: 'buyer',
      verdict: 'valid',
      coverage: 'revision',
      changesAfter: [
        { kind: 'form-fill', revision: 2 },
        { kind: 'signature', revision: 3 },
      ],
    },
    {
      field: 'seller',
      signer: 'Seller Ltd',
      verdict: 'valid',
      level: 'B-B',
      coverage: 'whole-file',
      changesAfter: [],
    },
  ]);
});

test('adbe.pkcs7.detached counts as a signature, outside of the baseline levels', async () => {
  const report = await verify(signAsBuyer(trade, doc.contract(), { subFilter: 'adbe.pkcs7.detached' }));
  expect(report).toMatchObject({ verdict: 'valid', signatures: [{ level: 'CMS', verdict: 'valid' }] });
});

test('an unknown signature format is invalid: it cannot be checked', async () => {
  const report = await verify(signAsBuyer(trade, doc.contract(), { subFilter: 'acme.quantum' }));
  expect(report).toMatchObject({ verdict: 'invalid', signatures: [{ reasons: ['SUBFILTER_UNSUPPORTED'] }] });
});

test('trust is apart from the verdict', async () => {
  expect(await verify(signed, [])).toMatchObject({ verdict: 'valid', signatures: [{ trust: 'unknown' }] });
  const later = new Date(SIGNERS_EXPIRE.getTime() + 86_400_000);
  const unproven = signAsSeller(trade, doc.contract());
  const expired = await verify(unproven, [trade.root], later);
  expect(expired).toMatchObject({ verdict: 'valid', signatures: [{ trust: 'untrusted' }] });
  expect(expired.signatures[0]?.reasons).toContain('EXPIRED');
});

test('a trusted document timestamp keeps signers trusted after their certificates have expired', async () => {
  const later = new Date(SIGNERS_EXPIRE.getTime() + 86_400_000);
  const plain = signAsSeller(trade, doc.contract());
  expect((await verify(plain, [trade.root], later)).signatures).toMatchObject([{ trust: 'untrusted' }]);
  const stamped = await verify(addDocumentTimestamp(trade, plain), [trade.root], later);
  expect(stamped.signatures).toMatchObject([
    { field: 'seller', trust: 'trusted', level: 'B-T' },
    { level: 'timestamp' },
  ]);
});

test('validation data and a document timestamp after it make B-LTA and are permitted', async () => {
  const stored = addSecurityStore(trade, signed, doc.catalogObject());
  expect((await verify(stored)).signatures).toMatchObject([{ level: 'B-LT', verdict: 'valid' }]);
  const report = await verify(addDocumentTimestamp(trade, stored));
  expect(report.verdict).toBe('valid');
  expect(report.signatures).toMatchObject([
    {
      level: 'B-LTA',
      changesAfter: [
        { kind: 'long-term-data', revision: 2 },
        { kind: 'long-term-data', revision: 3 },
      ],
    },
    {
      level: 'timestamp',
      signer: 'Test TSA',
      signedAt: NOW.toISOString(),
      trust: 'trusted',
      verdict: 'valid',
    },
  ]);
});

test('a certified document may be filled in and signed, and reports its permissions', async () => {
  const certified = certify(trade, doc.contract(), 2);
  const report = await verify(signAsBuyer(trade, doc.fillAmount(certified)));
  expect(report).toMatchObject({
    verdict: 'valid',
    signatures: [{ certification: { p: 2 } }, { field: 'buyer' }],
  });
});

test('a document timestamp whose token is for other content is invalid', async () => {
  const stamped = addDocumentTimestamp(trade, signed);
  const report = await verify(patch(stamped, 'pays 100 yuan', 'pays 900 yuan'));
  expect(report).toMatchObject({ verdict: 'invalid' });
  expect(report.signatures[1]?.reasons).toContain('IMPRINT_MISMATCH');
});

test('an update of document information and XMP metadata is permitted', async () => {
  const withMetadata = appendRevision(
    signed,
    {
      1: doc.catalogObject('/Metadata 70 0 R'),
      70: stream('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>', '/Type /Metadata /Subtype /XML'),
      71: '<< /Producer (Test) /ModDate (D:20260602000000Z) >>',
    },
    { trailer: '/Info 71 0 R' },
  );
  const report = await verify(withMetadata);
  expect(report.verdict).toBe('valid');
  expect(report.signatures[0]?.changesAfter.map(({ kind }) => kind)).toEqual(['metadata', 'metadata']);
});

test('writing the same objects again changes nothing', async () => {
  const again = appendRevision(signed, {
    3: doc.pageObject(),
    5: doc.contractObjects[5] ?? '',
    90: '(an orphan)',
  });
  expect(await verify(again)).toMatchObject({ verdict: 'valid', signatures: [{ changesAfter: [] }] });
});

test('a second signature by a certificate of somebody unknown leaves the verdict to integrity', async () => {
  const stranger = await tradeFixture();
  const report = await verify(
    signAsSeller(trade, signed, { contents: (digest) => cmsOf(stranger.seller, digest) }),
  );
  expect(report).toMatchObject({
    verdict: 'valid',
    signatures: [{ trust: 'trusted' }, { trust: 'unknown' }],
  });
});

test('certification objects stay as certified when long-term data follow', async () => {
  const certified = certify(trade, doc.contract(), 1);
  const stored = addSecurityStore(trade, certified, certifiedObjects()[1] ?? '');
  const report = await verify(addDocumentTimestamp(trade, stored, `${doc.FORM_FIELDS} 14 0 R`));
  expect(report).toMatchObject({
    verdict: 'valid',
    signatures: [{ certification: { p: 1 }, verdict: 'valid' }, {}],
  });
});
