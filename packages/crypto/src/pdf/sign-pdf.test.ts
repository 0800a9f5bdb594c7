import { beforeAll, describe, expect, test } from 'vitest';
import { signingFunction } from '../keys/sign-with-key.ts';
import { NOW, sha256, type Trade, timestamp, tradeFixture } from '../verify/testing/signing.ts';
import { verifyPdf } from '../verify/verify-pdf.ts';
import { readForm } from './acro-form.ts';
import { PdfFile } from './pdf-file.ts';
import { prepareDocument } from './prepare-document.ts';
import { type SignPdfInput, signPdf } from './sign-pdf.ts';
import { pdfFixture } from './testing/pdf-fixture.ts';

const upload = pdfFixture({ pages: [{}, { attributes: '/Rotate 90' }] });
const rect = { page: 1, x: 60, y: 100, width: 80, height: 80 };
const star = [{ d: 'M50 5 L95 95 L5 95 Z', fill: '#c8102e' }];
const appearance = { type: 'paths', width: 100, height: 100, paths: star } as const;

let trade: Trade;
beforeAll(async () => {
  trade = await tradeFixture();
});

function input(changes: Partial<SignPdfInput> = {}): SignPdfInput {
  const { key, certificate, chain } = trade.buyer;
  return {
    pdf: upload,
    field: { name: 'Seal', rect },
    signer: { name: '甲方' },
    signingTime: NOW,
    appearance: { ...appearance, paths: star },
    identity: {
      algorithm: key.algorithm,
      certificates: [certificate, ...chain],
      sign: signingFunction(key),
    },
    ...changes,
  };
}

const judge = (pdf: Uint8Array) => verifyPdf({ pdf, trust: [trade.root], crls: [trade.crl], now: NOW });
const startsWith = (pdf: Uint8Array, start: Uint8Array) =>
  Buffer.from(pdf.subarray(0, start.length)).equals(start);

test('stamps and signs an upload in one revision, which leaves the upload as it was', async () => {
  const signed = await signPdf(input());
  expect(startsWith(signed, upload)).toBe(true);
  const revisions = Buffer.from(signed).toString('latin1').match(/%%EOF/g);
  expect(revisions).toHaveLength(2);
  expect(await judge(signed)).toMatchObject({
    verdict: 'valid',
    signatures: [{ coverage: 'whole-file', trust: 'trusted', level: 'B-B' }],
  });
});

test('writes into memory it is given, as much as it needs', async () => {
  const memory = new Uint8Array(upload.length + 100_000).fill(0x58);
  const asked: number[] = [];
  const signed = await signPdf(
    input({
      allocate: (size) => {
        asked.push(size);
        return memory.subarray(8);
      },
    }),
  );
  expect(asked).toEqual([signed.length]);
  expect(signed.buffer).toBe(memory.buffer);
  expect(memory.subarray(0, 8)).toEqual(new Uint8Array(8).fill(0x58));
  expect(memory.subarray(8 + signed.length).every((byte) => byte === 0x58)).toBe(true);
  expect(await judge(signed)).toMatchObject({ verdict: 'valid', signatures: [{ coverage: 'whole-file' }] });
});

test('memory that is too small is refused', async () => {
  const signing = signPdf(input({ allocate: (size) => new Uint8Array(size - 1) }));
  await expect(signing).rejects.toMatchObject({ code: 'MEMORY_TOO_SMALL' });
});

test('with a timestamp over the signature value it is B-T', async () => {
  const stamped = await signPdf(
    input({ timestamp: async (signature) => timestamp(trade.tsa, sha256(signature)) }),
  );
  expect((await judge(stamped)).signatures).toMatchObject([{ verdict: 'valid', level: 'B-T' }]);
});

test('a second signer adds a field of their own, and the first signature stays valid', async () => {
  const first = await signPdf(input());
  const { key, certificate, chain } = trade.seller;
  const identity = {
    algorithm: key.algorithm,
    certificates: [certificate, ...chain],
    sign: async (data: Uint8Array) => signingFunction(key)(data),
  };
  const both = await signPdf(input({ pdf: first, field: { name: 'Seller', rect }, identity }));
  expect(startsWith(both, first)).toBe(true);
  const report = await judge(both);
  expect(report.verdict).toBe('valid');
  expect(report.signatures.map(({ coverage }) => coverage)).toEqual(['revision', 'whole-file']);
});

test('fills a prepared field, and leaves the prepared bytes it was given alone', async () => {
  const controls = [{ name: 's1', kind: 'seal', signer: 'A', rect } as const];
  const prepared = await prepareDocument({ pdf: upload, controls, fontFile: new Uint8Array() });
  const before = sha256(prepared);
  expect((await judge(await signPdf(input({ pdf: prepared, field: 's1' })))).verdict).toBe('valid');
  expect(sha256(prepared)).toEqual(before);
});

describe("the form's flags (ISO 32000-2 table 225)", () => {
  const widget =
    '<< /Type /Annot /Subtype /Widget /FT /Sig /T (theirs) /F 4 /Rect [60 60 200 100] /P 10 0 R >>';
  const form = '<< /Fields [100 0 R] /SigFlags 1 >>';
  const flagsOf = (pdf: Uint8Array) => {
    const file = PdfFile.open(pdf);
    const { dict } = readForm(file);
    return dict && file.number(dict, 'SigFlags');
  };

  test.each([
    ['in the catalogue', { catalog: `/AcroForm ${form}`, objects: { 100: widget } }],
    ['by itself', { catalog: '/AcroForm 101 0 R', objects: { 100: widget, 101: form } }],
  ])(
    "say that signatures exist as soon as the upload's own field is signed, with the form %s",
    async (_, how) => {
      const prepared = pdfFixture({ pages: [{ attributes: '/Annots [100 0 R]' }], ...how });
      const signed = await signPdf(input({ pdf: prepared, field: 'theirs' }));
      expect(flagsOf(signed)).toBe(3);
      expect((await judge(signed)).verdict).toBe('valid');
    },
  );

  test('stay as they are once there is a signature, whatever they are', async () => {
    const signed = Buffer.from(await signPdf(input())).toString('latin1');
    const sloppy = new Uint8Array(Buffer.from(signed.replace('/SigFlags 3', '/SigFlags 1'), 'latin1'));
    expect(flagsOf(sloppy)).toBe(1);
    expect(flagsOf(await signPdf(input({ pdf: sloppy, field: { name: 'Second', rect } })))).toBe(1);
  });
});

describe('refuses', () => {
  const refusal = (changes: Partial<SignPdfInput>) =>
    signPdf(input(changes)).then(
      () => 'signed',
      (error) => error.code,
    );

  test('a place off the page, and a name that is taken', async () => {
    expect(await refusal({ field: { name: 'Seal', rect: { ...rect, page: 2 } } })).toBe('CONTROL_INVALID');
    expect(await refusal({ pdf: await signPdf(input()) })).toBe('FIELD_NAME_TAKEN');
  });

  test('a new field in a file whose certification forbids it', async () => {
    const certified = await signPdf(input({ field: 'certification' }));
    expect(await refusal({ pdf: certified })).toBe('PDF_CHANGES_FORBIDDEN');
  });

  test('to sign without a certificate', async () => {
    const { identity } = input();
    expect(await refusal({ identity: { ...identity, certificates: [] } })).toBe('CMS_INPUT_INVALID');
  });

  test('a container that is too small for the signature', async () => {
    expect(await refusal({ contentsSize: 200 })).toBe('CONTENTS_TOO_SMALL');
  });
});
