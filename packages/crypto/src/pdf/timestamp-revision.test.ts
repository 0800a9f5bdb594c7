import { createHash } from 'node:crypto';
import { PDFName } from 'pdf-lib';
import { beforeAll, expect, test } from 'vitest';
import { readForm } from './acro-form.ts';
import { embedSignature } from './embed-signature.ts';
import { PdfFile } from './pdf-file.ts';
import { pdfFixture } from './testing/pdf-fixture.ts';
import { hasProgram, rewriteWithQpdf, runOnPdf } from './testing/programs.ts';
import { type SignerFixture, signerFixtures, signPdf } from './testing/signer-fixture.ts';
import { buildTimestampRevision } from './timestamp-revision.ts';

let platform: SignerFixture;
beforeAll(async () => {
  const [signer] = (await signerFixtures(['Platform'])).signers;
  if (!signer) throw new Error('no signer');
  platform = signer;
});

const token = new Uint8Array(40).fill(0xab);

function stamp(pdf: Uint8Array): Uint8Array {
  return embedSignature({ ...buildTimestampRevision({ pdf, contentsSize: 100 }), cms: token });
}

test('appends one revision whose digest is over everything but the token', () => {
  const pdf = pdfFixture();
  const revision = buildTimestampRevision({ pdf, contentsSize: 100 });
  expect(Buffer.from(revision.pdf.subarray(0, pdf.length)).equals(pdf)).toBe(true);
  const [, before, after] = revision.byteRange;
  expect(after - before).toBe(202);
  const signed = Buffer.concat([revision.pdf.subarray(0, before), revision.pdf.subarray(after)]);
  expect(Buffer.from(revision.digest).toString('hex')).toBe(
    createHash('sha256').update(signed).digest('hex'),
  );
});

test('writes the dictionary and the invisible field that PAdES asks for, each with a name of its own', () => {
  const file = PdfFile.open(stamp(stamp(pdfFixture())));
  const form = readForm(file);
  expect(form.fields.map(({ name }) => name)).toEqual(['Timestamp', 'Timestamp-2']);
  expect(form.dict && file.number(form.dict, 'SigFlags')).toBe(3);
  for (const { dict } of form.fields) {
    const value = file.dict(dict, 'V');
    if (!value) throw new Error('no value');
    expect([file.name(value, 'Type'), file.name(value, 'SubFilter')]).toEqual([
      'DocTimeStamp',
      'ETSI.RFC3161',
    ]);
    // A claimed time beside the proven one would only contradict it.
    expect(value.has(PDFName.of('M'))).toBe(false);
    expect(String(dict.get(PDFName.of('Rect'))).replaceAll(/\s+/g, ' ')).toBe('[ 0 0 0 0 ]');
  }
});

test('follows a certification that permits nothing but filling', async () => {
  const certified = await signPdf(platform, { pdf: pdfFixture(), field: 'certification' });
  const stamped = stamp(certified);
  expect(Buffer.from(stamped.subarray(0, certified.length)).equals(certified)).toBe(true);
  expect(readForm(PdfFile.open(stamped)).fields).toHaveLength(2);
});

const rewrites = [
  ['tables', ['--object-streams=disable']],
  ['object streams', ['--object-streams=generate']],
  ['linearised', ['--linearize', '--object-streams=generate']],
] as const;

test.skipIf(!hasProgram('qpdf') || !hasProgram('pdfsig')).each(rewrites)(
  'other programs read it: %s',
  (_, args) => {
    const stamped = stamp(rewriteWithQpdf(pdfFixture(), [...args]));
    expect(runOnPdf(stamped, 'qpdf', ['--check', 'FILE'])).toMatchObject({ status: 0 });
    expect(runOnPdf(stamped, 'pdfsig', ['-nocert', 'FILE']).output).toContain(
      'Signature Field Name: Timestamp',
    );
  },
);
