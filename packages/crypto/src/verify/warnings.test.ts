import { expect, test } from 'vitest';
import * as doc from './testing/contract.ts';
import { bytes, latin1, type Objects, stream } from './testing/pdf-maker.ts';
import { NOW } from './testing/signing.ts';
import { verifyPdf } from './verify-pdf.ts';

async function warningsOf(pdf: Uint8Array): Promise<string[]> {
  const report = await verifyPdf({ pdf, trust: [], crls: [], now: NOW });
  expect(report.verdict).toBe('unsigned');
  return report.warnings.map(({ code }) => code);
}

const withAnnotation = (annotation: string): Objects => ({
  3: doc.pageObject(`${doc.FORM_FIELDS} 70 0 R`),
  70: annotation,
});

test('an ordinary document gives no warning, links and destinations neither', async () => {
  expect(await warningsOf(doc.contract())).toEqual([]);
  const link =
    '<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://example.com) >> >>';
  const open = { 1: doc.catalogObject('/OpenAction [3 0 R /Fit]') };
  expect(await warningsOf(doc.contract({ ...withAnnotation(link), ...open }))).toEqual([]);
});

test.each<[string, Objects]>([
  ['HIDDEN_LAYER', { 1: doc.catalogObject('/OCProperties << /OCGs [] /D << /BaseState /OFF >> >>') }],
  [
    'SCRIPT',
    { 1: doc.catalogObject('/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (x) >>] >> >>') },
  ],
  ['AUTOMATIC_ACTION', { 1: doc.catalogObject('/AA << /WC << /S /Named /N /Print >> >>') }],
  ['AUTOMATIC_ACTION', { 3: doc.pageObject(doc.FORM_FIELDS, '/AA << /O << /S /Named /N /Print >> >>') }],
  [
    'EXTERNAL_ACTION',
    withAnnotation('<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (x.exe) >> >>'),
  ],
  ['EXTERNAL_CONTENT', { 4: stream('', '/F (https://example.com/page)') }],
  ['DYNAMIC_FORM', { 6: doc.formObject(doc.FORM_FIELDS, '/XFA (x)') }],
  ['REGENERATED_APPEARANCES', { 6: doc.formObject(doc.FORM_FIELDS, '/NeedAppearances true') }],
  [
    'HIDDEN_ANNOTATION',
    { 10: doc.textField('amount', '/AP << /N 71 0 R >>').replace('/F 4', '/F 2'), 71: doc.appearance() },
  ],
  ['PREPARED_APPEARANCE', { 11: doc.signatureField('buyer', '/AP << /N 71 0 R >>'), 71: doc.appearance() }],
  ['DUPLICATE_FIELD_NAME', { 10: doc.textField('status') }],
  ['LARGE_FIELD', { 10: doc.textField('amount').replace('60 600 260 620', '0 0 595 600') }],
  ['CONTENT_UNREADABLE', { 4: '<< /Length 1 >>\nstream\nlonger\nendstream' }],
])('%s', async (code, objects) => {
  expect(await warningsOf(doc.contract(objects))).toContain(code);
});

test('a field in several places', async () => {
  const kid = '<< /Type /Annot /Subtype /Widget /Parent 10 0 R /Rect [0 0 9 9] >>';
  const objects = { 10: '<< /FT /Tx /T (amount) /Kids [70 0 R 71 0 R] >>', 70: kid, 71: kid };
  expect(await warningsOf(doc.contract(objects))).toEqual(['SEVERAL_WIDGETS']);
  const radio = { ...objects, 10: '<< /FT /Btn /Ff 32768 /T (amount) /Kids [70 0 R 71 0 R] >>' };
  expect(await warningsOf(doc.contract(radio))).toEqual([]);
});

test('bytes before the header', async () => {
  const text = latin1(doc.contract());
  const shifted = text
    .replace(/^(\d{10}) 00000 n/gm, (_, offset) => `${String(Number(offset) + 4).padStart(10, '0')} 00000 n`)
    .replace(/startxref\n(\d+)/, (_, offset) => `startxref\n${Number(offset) + 4}`);
  expect(await warningsOf(bytes(`GIF\n${shifted}`))).toEqual(['LEADING_BYTES']);
});
