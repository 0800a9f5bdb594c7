// Universal signature forgery and signature wrapping (pdf-insecurity.org).
import { beforeAll, describe, expect, test } from 'vitest';
import { evil, expectInvalid, verify } from './testing/attacks.ts';
import * as doc from './testing/contract.ts';
import { appendRevision, bytes, latin1 } from './testing/pdf-maker.ts';
import { signAsBuyer } from './testing/signed-contract.ts';
import { cmsOf, sign, type Trade, tradeFixture } from './testing/signing.ts';

let trade: Trade;
let signed: Uint8Array;
beforeAll(async () => {
  trade = await tradeFixture();
  signed = signAsBuyer(trade, doc.contract());
});

describe('universal signature forgery', () => {
  const unsignedWith = (entries: string) =>
    doc.contract({
      11: doc.signatureField('buyer', '/V 20 0 R'),
      20: `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached ${entries} >>`,
    });

  test.each([
    ['no /ByteRange', '/Contents <00>', 'BYTE_RANGE_MISSING'],
    ['no /Contents', '/ByteRange [0 1 2 3]', 'CONTENTS_MISSING'],
    ['neither', '', 'CONTENTS_MISSING'],
    ['null for both', '/ByteRange null /Contents null', 'CONTENTS_MISSING'],
    ['an empty /ByteRange', '/ByteRange [] /Contents <00>', 'BYTE_RANGE_INVALID'],
    ['two numbers', '/ByteRange [0 100] /Contents <00>', 'BYTE_RANGE_INVALID'],
    ['six numbers', '/ByteRange [0 1 2 3 4 5] /Contents <00>', 'BYTE_RANGE_INVALID'],
    ['negative numbers', '/ByteRange [0 -100 200 -300] /Contents <00>', 'BYTE_RANGE_INVALID'],
    ['real numbers', '/ByteRange [0 100.5 200 300] /Contents <00>', 'BYTE_RANGE_INVALID'],
    ['names', '/ByteRange [/a /b /c /d] /Contents <00>', 'BYTE_RANGE_INVALID'],
    ['references', '/ByteRange [3 0 R 3 0 R 3 0 R 3 0 R] /Contents <00>', 'BYTE_RANGE_INVALID'],
    ['a start after the first byte', '/ByteRange [1 100 200 300] /Contents <00>', 'BYTE_RANGE_INVALID'],
    ['overlapping ranges', '/ByteRange [0 500 100 300] /Contents <00>', 'BYTE_RANGE_INVALID'],
    ['a range beyond the file', '/ByteRange [0 100 200 99999999] /Contents <00>', 'BYTE_RANGE_INVALID'],
    ['nothing but zeros', '/ByteRange [0 0 0 0] /Contents <00>', 'BYTE_RANGE_INVALID'],
    ['a gap elsewhere', '/ByteRange [0 100 200 300] /Contents <00>', 'BYTE_RANGE_GAP'],
    ['a /Contents of text', '/ByteRange [0 100 200 300] /Contents (abc)', 'CONTENTS_INVALID'],
    ['a /Contents by reference', '/ByteRange [0 100 200 300] /Contents 5 0 R', 'CONTENTS_INVALID'],
    ['a /Contents that is a number', '/ByteRange [0 100 200 300] /Contents 0', 'CONTENTS_INVALID'],
  ])('%s: invalid', (_, entries, reason) => expectInvalid(unsignedWith(entries), reason));

  test('a signature value that is no dictionary: invalid', () =>
    expectInvalid(doc.contract({ 11: doc.signatureField('buyer', '/V (signed)') }), 'SIGNATURE_UNREADABLE'));

  test('contents that are empty, zeros, no CMS, or a CMS with something after it: invalid', async () => {
    const contents = [
      () => new Uint8Array(),
      () => new Uint8Array(16),
      () => Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x01),
      (digest: Uint8Array) => Buffer.concat([cmsOf(trade.buyer, digest), Buffer.from('hidden')]),
    ];
    for (const each of contents) {
      expect((await verify(signAsBuyer(trade, doc.contract(), { contents: each }))).verdict).toBe('invalid');
    }
  });

  test('a signature over something else, or by another key than its certificate: invalid', async () => {
    const other = signAsBuyer(trade, doc.contract(), {
      contents: () => cmsOf(trade.buyer, new Uint8Array(32)),
    });
    await expectInvalid(other, 'MESSAGE_DIGEST_MISMATCH');
    const forged = { ...trade.seller, certificate: trade.buyer.certificate };
    const wrongKey = signAsBuyer(trade, doc.contract(), { contents: (digest) => cmsOf(forged, digest) });
    await expectInvalid(wrongKey, 'SIGNATURE_VALUE_WRONG');
  });

  test('a signature dictionary with two different /Contents or /ByteRange: invalid', () =>
    expectInvalid(signAsBuyer(trade, doc.contract(), { entries: '/ByteRange [0 1 2 3]' }), 'DAMAGED'));

  test('a signature that only a page shows, or only /Perms: invalid', async () => {
    const hidden = appendRevision(signed, {
      3: doc.pageObject('10 0 R 80 0 R'),
      6: doc.formObject('10 0 R'),
      80: doc.signatureField('x', '/V << /Type /Sig /SubFilter /ETSI.CAdES.detached >>'),
    });
    await expectInvalid(hidden, 'SIGNATURE_OUTSIDE_FORM');
    const perms = doc.contract({ 1: doc.catalogObject('/Perms << /DocMDP << /Type /Sig >> >>') });
    await expectInvalid(perms, 'SIGNATURE_OUTSIDE_FORM');
  });

  test('one signature shown by two fields: invalid', () => {
    const twice = appendRevision(signed, {
      12: doc.signatureField('seller', '/V 20 0 R', '300 100 400 160'),
    });
    return expectInvalid(twice, 'SIGNATURE_SHARED');
  });
});

describe('signature wrapping attacks', () => {
  const gapOf = (pdf: Uint8Array): [number, number] => {
    const [, first, second] = /\/ByteRange \[0 (\d+) (\d+)/.exec(latin1(pdf)) ?? [];
    return [Number(first), Number(second)];
  };

  test('signed bytes moved back to make room for others: invalid', async () => {
    const [start, end] = gapOf(signed);
    const text = latin1(signed);
    const hex = text.slice(start, end);
    const tail = text.slice(end);
    const wrapped = `${text.slice(0, start)}${hex} /ByteRange [0 ${start} ${end + 900} ${tail.length}] >>\nendobj\n4 0 obj\n${evil}\nendobj\n`;
    const moved = bytes(wrapped.padEnd(end + 900, ' ') + tail);
    expect((await verify(moved)).verdict).toBe('invalid');
  });

  test('a cross-reference entry into the unsigned gap: invalid', async () => {
    // The signer reserves more than is needed; the attacker puts an object into the padding.
    const [start, end] = gapOf(signed);
    const text = latin1(signed);
    const object = `>4 0 obj\n${evil}\nendobj\n<`;
    const at = end - 400;
    const stuffed = text.slice(0, at) + object + text.slice(at + object.length);
    const pointed = appendRevision(bytes(stuffed), {}, { entries: { 4: at + 1 } });
    const report = await verify(pointed);
    expect(start).toBeLessThan(at);
    expect(report.verdict).toBe('invalid');
    const harmless = appendRevision(signed, {}, { entries: { 80: end - 400 } });
    await expectInvalid(harmless, 'OBJECT_IN_CONTENTS');
  });

  test('a gap that is larger than /Contents: invalid', async () => {
    const [start, end] = gapOf(signed);
    for (const [from, to] of [
      [start - 1, end],
      [start, end + 1],
      [start + 1, end - 1],
    ] as const) {
      const rest = latin1(signed).length - to;
      const range = `[0 ${from} ${to} ${rest}]`;
      const changed = latin1(signed).replace(/\/ByteRange \[[^\]]*\] */, `/ByteRange ${range}`.padEnd(49));
      expect((await verify(bytes(changed))).verdict).toBe('invalid');
    }
  });

  test('a range that ends before its revision does: invalid', async () => {
    const shorter = latin1(signed).replace(
      /(\/ByteRange \[0 \d+ \d+) (\d+)\]/,
      (_, head, length) => `${head} ${Number(length) - 7}]`,
    );
    await expectInvalid(bytes(shorter), 'BYTE_RANGE_END');
  });

  test('the signature dictionary is overridden by a copy: invalid', async () => {
    const text = latin1(signed);
    const copy = text.slice(
      text.indexOf('20 0 obj\n') + 9,
      text.indexOf('\nendobj', text.indexOf('20 0 obj\n')),
    );
    await expectInvalid(appendRevision(signed, { 20: copy, 4: evil }), 'BYTE_RANGE_GAP');
  });

  test('a signature that covers a revision it is not part of: invalid', async () => {
    // The dictionary lies in the signed bytes but only a later revision makes it a field's value.
    const prepared = sign(doc.contract(), {
      objects: () => ({}),
      contents: (digest) => cmsOf(trade.buyer, digest),
    });
    await expectInvalid(
      appendRevision(prepared, { 11: doc.signatureField('buyer', '/V 20 0 R') }),
      'SIGNATURE_NOT_COVERED',
    );
  });
});
