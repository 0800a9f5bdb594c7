// Updates that one reader takes as no change, and another as a different document.
import { beforeAll, expect, test } from 'vitest';
import { expectInvalid, expectModified, verify } from './testing/attacks.ts';
import * as doc from './testing/contract.ts';
import { bytes, lastStartXref, latin1, makePdf, row, stream } from './testing/pdf-maker.ts';
import { signAsBuyer } from './testing/signed-contract.ts';
import { type Trade, tradeFixture } from './testing/signing.ts';

let trade: Trade;
let signed: Uint8Array;
beforeAll(async () => {
  trade = await tradeFixture();
  signed = signAsBuyer(trade, doc.contract());
});

/** An update that frees the page's content in its table, and says in a hidden stream that it is where it was. */
function freedForSome(pdf: Uint8Array): Uint8Array {
  const text = latin1(pdf);
  const rows = row(1, text.indexOf('\n4 0 obj') + 1, 0) + row(1, text.length, 0);
  const entries = '/Type /XRef /W [1 4 1] /Index [4 1 95 1] /Size 101 /Root 1 0 R';
  const body = `${text}95 0 obj\n${stream(rows, entries)}\nendobj\n`;
  const table = `xref\n0 1\n0000000000 65535 f \n4 1\n0000000000 00000 f \n95 1\n${String(text.length).padStart(10, '0')} 00000 n \n`;
  const trailer = `trailer\n<< /Size 101 /Root 1 0 R /Prev ${lastStartXref(text)} /XRefStm ${text.length} >>`;
  return bytes(`${body}${table}${trailer}\nstartxref\n${body.length}\n%%EOF\n`);
}

test('content that the table frees and a hidden stream keeps', () => expectModified(freedForSome(signed)));

/** An update whose object stream has the page twice; its own index leads to the one that was signed. */
function twice(pdf: Uint8Array): Uint8Array {
  const text = latin1(pdf);
  const page = doc.pageObject();
  const index = `3 0 3 ${page.length + 1} `;
  const both = `${index}${page}\n${page.replace('/Contents 4 0 R', '')}`;
  const container = `95 0 obj\n${stream(both, `/Type /ObjStm /N 2 /First ${index.length}`)}\nendobj\n`;
  const at = text.length + container.length;
  const rows = row(2, 95, 0) + row(1, text.length, 0) + row(1, at, 0);
  const entries = `/Type /XRef /W [1 4 1] /Index [3 1 95 2] /Size 101 /Root 1 0 R /Prev ${lastStartXref(text)}`;
  return bytes(`${text}${container}96 0 obj\n${stream(rows, entries)}\nendobj\nstartxref\n${at}\n%%EOF\n`);
}

test('an object that stands twice in an object stream', () => expectInvalid(twice(signed), 'DAMAGED'));

test('a comment before the header: where objects are counted from is a matter of opinion', async () => {
  const moved = makePdf(doc.contractObjects);
  const text = latin1(moved).replace('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', '%\xe2\xe3\xcf\xd3\n%PDF-1.7\n');
  const { verdict, warnings } = await verify(signAsBuyer(trade, bytes(text)));
  expect(verdict).toBe('valid');
  expect(warnings.map(({ code }) => code)).toContain('LEADING_BYTES');
});
