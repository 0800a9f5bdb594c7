// Files whose revisions are indexed in different ways (ISO 32000-2 §7.5.4, §7.5.8): written on, kept for long, verified.
import { beforeAll, expect, test } from 'vitest';
import { signingFunction } from '../keys/sign-with-key.ts';
import {
  AFTER_SIGNER,
  type Archive,
  archiveFixture,
  judge,
  SIGNED,
  stamp,
  store,
} from '../verify/testing/archive.ts';
import { verify } from '../verify/testing/attacks.ts';
import { contract, contractObjects } from '../verify/testing/contract.ts';
import { appendRevision, lastStartXref, latin1, stream } from '../verify/testing/pdf-maker.ts';
import { signAsBuyer } from '../verify/testing/signed-contract.ts';
import { sha256, timestamp, tradeFixture } from '../verify/testing/signing.ts';
import { readForm } from './acro-form.ts';
import { inspectPdf } from './inspect-pdf.ts';
import { PdfFile } from './pdf-file.ts';
import { prepareDocument } from './prepare-document.ts';
import { signPdf } from './sign-pdf.ts';
import { pdfFixture } from './testing/pdf-fixture.ts';
import { hasProgram, runOnPdf } from './testing/programs.ts';
import { type Form, writeRevision } from './testing/write-revision.ts';

const FORM = {
  catalog: '/AcroForm 100 0 R',
  objects: {
    100: '<< /Fields [101 0 R] >>',
    101: '<< /FT /Tx /T (uploaded) /V (kept) /Type /Annot /Subtype /Widget /Rect [0 0 9 9] /P 10 0 R >>',
  },
};

/** Its table lists as free the font, the form and a page. */
const hybrid = () => pdfFixture({ ...FORM, form: 'hybrid', hidden: [3, 20, 100, 101], pages: [{}, {}] });

let archive: Archive;
beforeAll(async () => {
  archive = await archiveFixture();
});

/** As a contract is: a field prepared, certified by the platform, signed, both B-T. */
async function signAll(upload: Uint8Array): Promise<Uint8Array> {
  const { signer, tsa } = archive;
  const input = {
    signer: { name: 'Li Signer' },
    signingTime: SIGNED,
    identity: {
      algorithm: signer.key.algorithm,
      certificates: [signer.certificate, ...signer.chain],
      sign: signingFunction(signer.key),
    },
    timestamp: async (value: Uint8Array) => timestamp(tsa, sha256(value), SIGNED),
  };
  const rect = { page: 1, x: 60, y: 100, width: 90, height: 40 };
  const prepared = await prepareDocument({
    pdf: upload,
    controls: [{ name: 'seal', kind: 'seal', signer: 'A', rect }],
    fontFile: new Uint8Array(),
  });
  expect(latin1(prepared).startsWith(latin1(upload))).toBe(true);
  const certified = await signPdf({ ...input, pdf: prepared, field: 'certification' });
  return signPdf({ ...input, pdf: certified, field: 'seal' });
}

/** A revision that says page 1 anew, indexed in its own way. */
function saved(pdf: Uint8Array, form: Form, offsetBytes = 4): Uint8Array {
  const page = '<< /Type /Page /Parent 2 0 R /Contents 11 0 R /LastModified (D:20260101) >>';
  const objects = new Map([
    [10, page],
    [200, `(${form})`],
  ]);
  const trailer = `/Root 1 0 R /Prev ${lastStartXref(latin1(pdf))}`;
  return writeRevision(pdf, { objects, trailer, form, offsetBytes });
}

test('the writer sees what a hybrid file’s table lists as free', async () => {
  expect((await inspectPdf(hybrid())).pages).toHaveLength(2);
  const fields = readForm(PdfFile.open(hybrid())).fields;
  expect(fields.map(({ name }) => name)).toEqual(['uploaded']);
  const control = { kind: 'seal', signer: 'A', rect: { page: 0, x: 9, y: 9, width: 9, height: 9 } } as const;
  const prepare = prepareDocument({
    pdf: hybrid(),
    controls: [{ ...control, name: 'uploaded' }],
    fontFile: new Uint8Array(),
  });
  await expect(prepare).rejects.toMatchObject({ code: 'FIELD_NAME_TAKEN' });
});

test('an object that an update frees stays free, whatever an older hybrid section hides', () => {
  const freed = appendRevision(hybrid(), {}, { free: [100] });
  expect(readForm(PdfFile.open(freed)).fields).toEqual([]);
});

test.each<[string, () => Uint8Array]>([
  ['a hybrid file', hybrid],
  ['a table, then a stream', () => saved(pdfFixture({ pages: [{}, {}] }), 'stream')],
  ['a stream, then a table', () => saved(pdfFixture({ form: 'stream', pages: [{}, {}] }), 'table')],
  ['a table, then a hybrid section', () => saved(pdfFixture({ pages: [{}, {}] }), 'hybrid')],
  [
    'a stream, then one with offsets in 8 bytes',
    () => saved(pdfFixture({ form: 'stream', pages: [{}, {}] }), 'stream', 8),
  ],
  ['a hybrid file, then a stream', () => saved(hybrid(), 'stream')],
  ['all kinds in turn', () => saved(saved(saved(hybrid(), 'stream'), 'table'), 'hybrid')],
])('%s is signed at B-T, then kept at B-LTA', async (_, make) => {
  const signed = await signAll(make());
  const field = (name: string, level: string, ...reasons: string[]) => ({
    field: name,
    level,
    trust: 'trusted',
    reasons,
  });
  const kept = stamp(archive.tsa, await store(archive, signed, SIGNED), SIGNED);
  expect((await verify(signed)).signatures.map(({ level, verdict }) => [level, verdict])).toEqual([
    ['B-T', 'valid'],
    ['B-T', 'valid'],
  ]);
  expect(await judge(archive, kept, AFTER_SIGNER)).toEqual({
    verdict: 'valid',
    signatures: [
      field('Certification', 'B-LTA'),
      field('seal', 'B-LTA'),
      field('Timestamp', 'timestamp', 'REVOCATION_UNKNOWN'),
    ],
  });
});

test.runIf(hasProgram('qpdf') && hasProgram('pdfsig'))('others read them the same way', async () => {
  const signed = await signAll(saved(saved(hybrid(), 'stream'), 'hybrid'));
  expect(runOnPdf(signed, 'qpdf', ['--check', 'FILE'])).toMatchObject({ status: 0 });
  const { output } = runOnPdf(signed, 'pdfsig', ['-nocert', 'FILE']);
  expect(output.match(/Signature is Valid/g)).toHaveLength(2);
});

test.each(['stream', 'hybrid'] as const)(
  'what a %s section replaces after a signature is found',
  async (form) => {
    const signed = signAsBuyer(await tradeFixture(), contract());
    const content = stream('BT /F1 14 Tf 60 740 Td (The buyer pays 999 yuan.) Tj ET');
    // The hybrid one's table knows only the first object: the content is hidden in its stream.
    const objects = new Map([
      [13, contractObjects[13] ?? ''],
      [4, content],
    ]);
    const trailer = `/Root 1 0 R /Prev ${lastStartXref(latin1(signed))}`;
    const report = await verify(writeRevision(signed, { objects, trailer, form }));
    expect(report).toMatchObject({
      verdict: 'modified',
      signatures: [{ reasons: expect.arrayContaining(['CONTENT_CHANGED']) }],
    });
  },
);
