import { randomBytes } from 'node:crypto';
import { type PDFDict, PDFName, PDFRawStream, PDFRef } from 'pdf-lib';
import { expect, test } from 'vitest';
import { securityStoreKey } from '../pdf-reader/security-store-key.ts';
import { decodeStream, decodingBudget } from './decode-stream.ts';
import { PdfFile } from './pdf-file.ts';
import { buildSecurityStoreRevision, type RelatedData } from './security-store-revision.ts';
import { type PdfFixture, pdfFixture, streamObject } from './testing/pdf-fixture.ts';
import { hasProgram, rewriteWithQpdf, runOnPdf } from './testing/programs.ts';

const time = new Date('2026-11-22T09:30:15Z');
const [root, signer, tsa, crl, ocsp] = Array.from({ length: 5 }, () => new Uint8Array(randomBytes(60)));
if (!root || !signer || !tsa || !crl || !ocsp) throw new Error('no data');
const first: RelatedData = { key: 'A'.repeat(40), certificates: [root, signer], crls: [crl], ocsps: [] };
const second: RelatedData = { key: 'B'.repeat(40), certificates: [root, tsa], crls: [crl], ocsps: [ocsp] };

const build = (pdf: Uint8Array, related: RelatedData[]) => buildSecurityStoreRevision({ pdf, related, time });

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** The store as anybody would read it: contents of each list in hexadecimal. */
function read(pdf: Uint8Array) {
  const file = PdfFile.open(pdf);
  const store = file.dict(file.catalog, 'DSS');
  if (!store) throw new Error('no store');
  const refs = (dict: PDFDict, key: string) => file.array(dict, key)?.asArray() ?? [];
  const list = (dict: PDFDict, key: string) =>
    refs(dict, key).map((item) => {
      const stream = file.resolve(item);
      if (!(item instanceof PDFRef) || !(stream instanceof PDFRawStream)) throw new Error('no stream');
      return hex(decodeStream(stream, decodingBudget()));
    });
  const vri = file.dict(store, 'VRI');
  const entry = (key: string) => {
    const dict = vri && file.dict(vri, key);
    if (!dict) throw new Error(`no entry ${key}`);
    const text = (name: string) => file.text(dict.get(PDFName.of(name)));
    return {
      certs: list(dict, 'Cert'),
      crls: list(dict, 'CRL'),
      ocsps: list(dict, 'OCSP'),
      time: text('TU'),
      refs: refs(dict, 'CRL'),
    };
  };
  return {
    file,
    certs: list(store, 'Certs'),
    crls: list(store, 'CRLs'),
    ocsps: list(store, 'OCSPs'),
    refs: refs(store, 'CRLs'),
    keys: vri?.keys().map((key) => key.decodeText()) ?? [],
    entry,
  };
}

const forms: [string, PdfFixture, string[] | undefined][] = [
  ['a cross-reference table', { form: 'table', version: '1.4' }, undefined],
  ['object streams', { form: 'stream' }, undefined],
  ['a linearised file with object streams', {}, ['--linearize', '--object-streams=generate']],
  ['a linearised file with a table', {}, ['--linearize', '--object-streams=disable']],
];

test.skipIf(!hasProgram('qpdf')).each(forms)(
  'writes a store that others can read after %s',
  (_, fixture, rewrite) => {
    const original = pdfFixture(fixture);
    const pdf = rewrite ? rewriteWithQpdf(original, rewrite) : original;
    const built = build(pdf, [first, second]);
    expect(Buffer.from(built.subarray(0, pdf.length)).equals(pdf)).toBe(true);
    const store = read(built);
    expect([store.certs, store.crls, store.ocsps]).toEqual([
      [hex(root), hex(signer), hex(tsa)],
      [hex(crl)],
      [hex(ocsp)],
    ]);
    expect(store.keys).toEqual([first.key, second.key]);
    expect(store.entry(second.key)).toMatchObject({
      certs: [hex(root), hex(tsa)],
      crls: [hex(crl)],
      ocsps: [hex(ocsp)],
      time: 'D:20261122093015Z',
    });
    expect(runOnPdf(built, 'qpdf', ['--check', 'FILE'])).toMatchObject({ status: 0 });
  },
);

test('shares one stream between the list of all and those of each signature', () => {
  const store = read(build(pdfFixture(), [first, second]));
  expect([store.entry(first.key).refs, store.entry(second.key).refs]).toEqual([store.refs, store.refs]);
});

test('a second time adds only what is new, and nothing when nothing is', () => {
  const once = build(pdfFixture(), [first]);
  expect(build(once, [first])).toBe(once);
  const twice = build(once, [first, second]);
  expect(Buffer.from(twice.subarray(0, once.length)).equals(once)).toBe(true);
  const [before, after] = [read(once), read(twice)];
  expect(after.certs).toEqual([hex(root), hex(signer), hex(tsa)]);
  expect(after.refs).toEqual(before.refs);
  expect(after.keys).toEqual([first.key, second.key]);
  // Two certificates and one CRL were streams already; a certificate, an OCSP response and the store itself are written.
  const added = Buffer.from(twice.subarray(once.length)).toString('latin1');
  expect(added.match(/^\d+ 0 obj$/gm)).toHaveLength(3);
});

test('more for a signature that has an entry goes to the lists of all, and the entry stays as it is', () => {
  const once = build(pdfFixture(), [first]);
  const more = build(once, [{ ...first, ocsps: [ocsp] }]);
  const [before, after] = [read(once), read(more)];
  expect(after.ocsps).toEqual([...before.ocsps, hex(ocsp)]);
  expect(after.entry(first.key)).toEqual(before.entry(first.key));
  expect(build(more, [{ ...first, ocsps: [ocsp] }])).toBe(more);
});

/** As another program might have written it: direct in the catalogue, keys in lower case, an entry of its own kind. */
const foreign = pdfFixture({
  catalog: `/DSS << /Certs 101 0 R /VRI << /${'a'.repeat(40)} << /CRL [103 0 R] /TS 104 0 R >> /${'C'.repeat(40)} 105 0 R >> /Foreign (kept) >>`,
  objects: {
    101: '[102 0 R]',
    102: streamObject(Buffer.from(root).toString('latin1')),
    103: streamObject(Buffer.from(crl).toString('latin1')),
    104: streamObject('token'),
    105: '<< /Cert [102 0 R] >>',
  },
});

test("keeps everything of another program's store and uses its streams", () => {
  const store = read(build(foreign, [first]));
  expect(store.certs).toEqual([hex(root), hex(signer)]);
  expect(store.crls).toEqual([hex(crl)]);
  expect(String(store.refs[0])).toBe('103 0 R');
  expect(store.keys).toEqual(['a'.repeat(40), 'C'.repeat(40)]);
  expect(store.entry('a'.repeat(40))).toMatchObject({ certs: [], crls: [hex(crl)] });
  expect(store.entry('a'.repeat(40)).time).toBeUndefined();
  const dict = store.file.dict(store.file.catalog, 'DSS');
  expect(store.file.text(dict?.get(PDFName.of('Foreign')))).toBe('kept');
});

test('a stream that cannot be unpacked stays in the store', () => {
  const broken = pdfFixture({
    catalog: '/DSS 101 0 R',
    objects: { 101: '<< /Certs [102 0 R] >>', 102: streamObject('garbage', '/Filter /FlateDecode') },
  });
  const file = PdfFile.open(build(broken, [first]));
  const store = file.dict(file.catalog, 'DSS');
  expect(store && String(file.array(store, 'Certs')?.get(0))).toBe('102 0 R');
  expect(store && file.array(store, 'Certs')?.size()).toBe(3);
});

test('tells older readers of the extension', () => {
  const { file } = read(
    build(pdfFixture({ catalog: '/Extensions << /ADBE << /BaseVersion /1.7 >> >>' }), [first]),
  );
  const extensions = file.dict(file.catalog, 'Extensions');
  expect(extensions?.keys().map(String)).toEqual(['/ADBE', '/ESIC']);
});

test('the key of an entry is the SHA-1 of /Contents in upper-case digits', () => {
  expect(securityStoreKey(Buffer.from('abc'))).toBe('A9993E364706816ABA3E25717850C26C9CD0D89D');
});
