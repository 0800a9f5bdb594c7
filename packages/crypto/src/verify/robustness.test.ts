// Whatever the bytes: an answer, in bounded time, and never “valid” for what wasn't signed.
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openFile, updated, withEntries } from './testing/attack-target.ts';
import * as doc from './testing/contract.ts';
import { appendRevision, bytes, lastStartXref, latin1, makePdf, stream } from './testing/pdf-maker.ts';
import { signAny } from './testing/signed-anyhow.ts';
import { signAsBuyer, signAsSeller } from './testing/signed-contract.ts';
import { NOW, tradeFixture } from './testing/signing.ts';
import { verifyPdf } from './verify-pdf.ts';

let signed: Uint8Array;
beforeAll(async () => {
  const trade = await tradeFixture();
  signed = signAsSeller(trade, doc.fillAmount(signAsBuyer(trade, doc.contract())));
});

const verify = (pdf: Uint8Array) => verifyPdf({ pdf, trust: [], crls: [], now: NOW });

/** The middle of a /Contents is hexadecimal, where a change of case is none. */
function isInContents(at: number): boolean {
  return [...latin1(signed).matchAll(/\/Contents <[0-9a-f]+>/g)].some(
    (match) => at >= match.index && at < match.index + match[0].length,
  );
}

test('no change of a single byte leaves a valid or an unsigned file', async () => {
  const outside = fc.integer({ min: 0, max: signed.length - 1 }).filter((at) => !isInContents(at));
  await fc.assert(
    fc.asyncProperty(outside, fc.integer({ min: 1, max: 255 }), async (at, bits) => {
      const changed = Uint8Array.from(signed);
      changed[at] = (changed[at] ?? 0) ^ bits;
      const report = await verify(changed);
      expect(report.verdict).toBe('invalid');
      expect(report.reasons).not.toContain('UNREADABLE');
    }),
    { numRuns: 60 },
  );
});

test('no change of a byte within the signature value goes unnoticed', async () => {
  const start = latin1(signed).indexOf('/Contents <') + 11;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 16383 }),
      fc.constantFrom(...'0123456789abcdef'),
      async (at, digit) => {
        const changed = Uint8Array.from(signed);
        const code = digit.charCodeAt(0);
        fc.pre(changed[start + at] !== code);
        changed[start + at] = code;
        expect((await verify(changed)).verdict).not.toBe('unsigned');
        // Certificates beside the signer's and unsigned attributes are nobody's promise; the rest must hold.
        const { signatures, verdict } = await verify(changed);
        if (verdict === 'valid')
          expect(signatures[0]).toMatchObject({ signer: 'Li Buyer', verdict: 'valid' });
      },
    ),
    { numRuns: 40 },
  );
});

test('white space between the digits of the signature value is none of the bytes that nobody signs', async () => {
  // One octet of the padding: the digits that are left are odd in number, so that the string is as long as before.
  const end = latin1(signed).indexOf('>', latin1(signed).indexOf('/Contents <'));
  for (const space of [' ', '\n', '\0']) {
    const { signatures } = await verify(signed.with(end - 40, space.charCodeAt(0)));
    expect(signatures[0]).toMatchObject({ verdict: 'invalid', reasons: ['CONTENTS_INVALID'] });
  }
});

test('cut, moved, doubled or inserted bytes never give a valid file', async () => {
  const keywords = [
    '<<',
    '>>',
    'endobj',
    '/V null',
    '/ByteRange [0 1 2 3]',
    'startxref\n0\n%%EOF',
    '/Prev 9',
  ].map(bytes);
  const edit = fc.record({
    at: fc.integer({ min: 0, max: signed.length - 1 }),
    length: fc.integer({ min: 0, max: 3000 }),
    insert: fc.oneof(fc.constantFrom(...keywords), fc.uint8Array({ maxLength: 20 })),
    double: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(edit, async ({ at, length, insert, double }) => {
      const cut = double ? signed.subarray(at, at + length) : new Uint8Array();
      const changed = Buffer.concat([
        signed.subarray(0, at),
        insert,
        cut,
        signed.subarray(at + (double ? 0 : length)),
      ]);
      fc.pre(!changed.equals(signed));
      const report = await verify(new Uint8Array(changed));
      expect(report.verdict).not.toBe('valid');
      expect(report.reasons).not.toContain('UNREADABLE');
    }),
    { numRuns: 80 },
  );
});

test('any bytes at all get an answer', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (tail, header) => {
      const report = await verify(header ? new Uint8Array(Buffer.concat([bytes('%PDF-1.7\n'), tail])) : tail);
      expect(report.verdict).toBe('invalid');
      expect(report.reasons).not.toContain('UNREADABLE');
    }),
    { numRuns: 100 },
  );
});

const bomb = deflateSync(new Uint8Array(100_000_000)).toString('latin1');
const many = (count: number, each: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => each(i)).join(' ');

const deflated = (head: string, each: string, count: number) =>
  deflateSync(Buffer.concat([Buffer.from(head), Buffer.alloc(count * each.length, each)])).toString('latin1');

/** A contract with bytes before its cross-reference table that belong to no object. */
function between(more: string): Uint8Array {
  const text = latin1(doc.contract());
  const at = lastStartXref(text);
  const closing = text.slice(at).replace(`startxref\n${at}`, `startxref\n${at + more.length}`);
  return bytes(text.slice(0, at) + more + closing);
}

const costly: [string, () => Uint8Array][] = [
  [
    'a cross-reference stream that inflates without end',
    () => {
      const xref = `9 0 obj\n${stream(bomb, '/Type /XRef /W [1 2 1] /Size 9 /Filter /FlateDecode /Root 1 0 R')}\nendobj\n`;
      return bytes(`%PDF-1.7\n${xref}startxref\n9\n%%EOF\n`);
    },
  ],
  ['dictionaries nested without end', () => makePdf({ 1: '<</A'.repeat(200_000) })],
  ['strings nested without end', () => makePdf({ 1: '('.repeat(500_000) })],
  [
    'fields nested without end',
    () => {
      const fields = Object.fromEntries(
        Array.from({ length: 400 }, (_, i) => [100 + i, `<< /T (a) /Kids [${101 + i} 0 R] >>`]),
      );
      return doc.contract({ ...fields, 6: doc.formObject('100 0 R') });
    },
  ],
  [
    'fields in a circle',
    () => doc.contract({ 10: '<< /T (a) /Kids [13 0 R] >>', 13: '<< /T (b) /Kids [10 0 R] >>' }),
  ],
  ['pages in a circle', () => doc.contract({ 2: '<< /Type /Pages /Kids [2 0 R] >>' })],
  ['a hundred thousand fields', () => doc.contract({ 6: doc.formObject(many(100_000, () => '10 0 R')) })],
  ['numbers without end', () => makePdf({ 1: '1'.repeat(1_000_000) })],
  ['startxref a hundred thousand times', () => bytes(`%PDF-1.7\n${'startxref\n5\n%%EOF\n'.repeat(100_000)}`)],
  ['strings without an end between the objects', () => between('1 0 obj (\n'.repeat(100_000))],
  ['digits without an end between the objects', () => between('1 0 obj <\n'.repeat(1_000_000))],
  [
    'fifteen thousand objects without an end that nothing leads to',
    () =>
      doc.contract(
        Object.fromEntries(Array.from({ length: 15_000 }, (_, i) => [100 + i, `(${'x'.repeat(40)}`])),
      ),
  ],
  [
    'a string of a hundred megabytes',
    () => doc.contract({ 1: doc.catalogObject(`/X (${'x'.repeat(100_000_000)})`) }),
  ],
  [
    'operands without an operator',
    () => doc.contract({ 4: stream(deflated('1 g ', '[] ', 20_000_000), '/Filter /FlateDecode') }),
  ],
  ['unfinished startxref keywords', () => bytes(`%PDF-1.7\n${'startxref-'.repeat(200_000)}`)],
];

test.each(costly)('%s ends soon', async (_, make) => {
  const pdf = make();
  const start = performance.now();
  const report = await verify(pdf);
  expect(performance.now() - start).toBeLessThan(30_000);
  expect(['invalid', 'unsigned']).toContain(report.verdict);
  expect(report.reasons).not.toContain('UNREADABLE');
});

test('many revisions with many objects end soon', async () => {
  const objects = Object.fromEntries(
    Array.from({ length: 2000 }, (_, i) => [100 + i, `<< /A ${i} /B [1 2 3] >>`]),
  );
  let pdf = appendRevision(signed, { ...objects, 90: `[${many(2000, (i) => `${100 + i} 0 R`)}]` });
  for (let i = 0; i < 100; i++) pdf = appendRevision(pdf, { 13: doc.contractObjects[13] ?? '' });
  const start = performance.now();
  const report = await verify(pdf);
  expect(performance.now() - start).toBeLessThan(30_000);
  expect(report.verdict).toBe('valid');
});

test.each([
  ['the same', '<< /Subtype /Text /Rect [0 0 1 1] >>', '<< /Subtype /Text /Rect [0 0 1 1] >>', 'valid'],
  ['others', 'null', '<< >>', 'invalid'],
])(
  'a hundred thousand annotations without numbers, later %s, are compared soon',
  async (_, old, now, verdict) => {
    const trade = await tradeFixture();
    const page = (annotation: string) =>
      doc.pageObject(`${doc.FORM_FIELDS} ${many(100_000, () => annotation)}`);
    const before = signAsSeller(trade, doc.contract({ 3: page(old) }));
    const start = performance.now();
    const report = await verify(appendRevision(before, { 3: page(now) }));
    expect(performance.now() - start).toBeLessThan(30_000);
    expect(report.verdict).toBe(verdict);
    if (verdict === 'invalid') expect(report.reasons).toEqual(['TOO_COMPLEX']);
  },
);

test('a hundred signatures beside a thousand lists of revocation that nobody signed are judged soon', async () => {
  const { buyer, crl, root } = await tradeFixture();
  let pdf = doc.contract();
  for (let i = 0; i < 100; i++) pdf = signAny(buyer, pdf);
  const file = openFile(pdf);
  const lists = Array.from({ length: 1000 }, (_, i) => {
    const at = crl.length - 1 - (i % 30);
    return stream(latin1(crl.with(at, ((crl[at] ?? 0) + 1 + Math.floor(i / 30)) & 0xff)));
  });
  const store = `<< /CRLs [${many(1000, (i) => `${file.free + 1 + i} 0 R`)}] >>`;
  const stuffed = updated(file, {
    [file.root]: withEntries(file, file.root, { DSS: `${file.free} 0 R` }),
    [file.free]: store,
    ...Object.fromEntries(lists.map((list, i) => [file.free + 1 + i, list])),
  });
  const start = performance.now();
  const report = await verifyPdf({ pdf: stuffed, trust: [root], crls: [], now: NOW });
  expect(performance.now() - start).toBeLessThan(15_000);
  expect(report).toMatchObject({ verdict: 'valid', signatures: { length: 100 } });
});

test('a form field of a hundred thousand parts is compared soon', async () => {
  const group = `<< /T (group) /FT /Tx /Kids [${many(100_000, () => '10 0 R')}] >>`;
  const form = doc.formObject(`14 0 R ${doc.BUYER} 0 R ${doc.SELLER} 0 R 13 0 R`);
  const pdf = signAsSeller(await tradeFixture(), doc.contract({ 6: form, 14: group }));
  const start = performance.now();
  const report = await verify(appendRevision(pdf, { 13: doc.contractObjects[13] ?? '' }));
  expect(performance.now() - start).toBeLessThan(30_000);
  expect(report.verdict).toBe('valid');
});

const remark = '<< /Subtype /FreeText /Rect [60 600 260 620] >>';
const shown = '60 0 R';

test.each<[string, string[], Record<number, string>]>([
  [
    'a field that its page lists a hundred thousand times',
    [],
    {
      3: doc.pageObject(many(100_000, () => '10 0 R')),
      10: doc.textField('a', `/V (b) /AP << /N ${shown} >>`),
    },
  ],
  [
    'fifty thousand remarks on fifty thousand words',
    ['CONTENT_UNREADABLE'],
    {
      3: doc.pageObject(many(50_000, () => remark)),
      4: stream(`BT /F1 9 Tf ${many(50_000, () => '(a) Tj')} ET`),
    },
  ],
  [
    'twenty thousand fields that show the same',
    [],
    {
      3: doc.pageObject(many(20_000, (i) => `${1000 + i} 0 R`)),
      6: doc.formObject(many(20_000, (i) => `${1000 + i} 0 R`)),
      ...Object.fromEntries(
        Array.from({ length: 20_000 }, (_, i) => [
          1000 + i,
          `<< /FT /Tx /T (${i}) /V (b) /AP << /N ${shown} >> >>`,
        ]),
      ),
    },
  ],
])('%s: an answer soon', async (_, unread, objects) => {
  const pdf = makePdf({ ...doc.contractObjects, ...objects, 60: doc.appearance() });
  const start = performance.now();
  const report = await verify(pdf);
  expect(performance.now() - start).toBeLessThan(30_000);
  expect(report.reasons).toEqual([]);
  const codes = report.warnings.map(({ code }) => code);
  expect(codes.filter((code) => code === 'CONTENT_UNREADABLE')).toEqual(unread);
});
