// The published attack classes on PDF signatures (pdf-insecurity.org), each built from a really signed file.
import { beforeAll, describe, expect, test } from 'vitest';
import * as doc from './testing/contract.ts';
import {
  appendRevision,
  bytes,
  lastStartXref,
  latin1,
  makePdf,
  type Objects,
  patch,
  stream,
} from './testing/pdf-maker.ts';
import {
  addDocumentTimestamp,
  certifiedObjects,
  certify,
  signAsBuyer,
  signAsSeller,
} from './testing/signed-contract.ts';
import { cmsOf, NOW, sign, type Trade, tradeFixture } from './testing/signing.ts';
import { verifyPdf } from './verify-pdf.ts';

let trade: Trade;
let signed: Uint8Array;
beforeAll(async () => {
  trade = await tradeFixture();
  signed = signAsBuyer(trade, doc.contract());
});

const verify = (pdf: Uint8Array) => verifyPdf({ pdf, trust: [trade.root], crls: [trade.crl], now: NOW });
const evil = stream('BT /F1 14 Tf 60 740 Td (The buyer pays 999999 yuan.) Tj ET');

async function expectModified(pdf: Uint8Array, reason = 'CONTENT_CHANGED') {
  const report = await verify(pdf);
  expect(report.verdict).toBe('modified');
  expect(report.signatures[0]).toMatchObject({ verdict: 'modified', coverage: 'revision' });
  expect(report.signatures[0]?.reasons).toContain(reason);
}

async function expectInvalid(pdf: Uint8Array, reason: string) {
  const report = await verify(pdf);
  expect(report.verdict).toBe('invalid');
  expect([...report.reasons, ...report.signatures.flatMap(({ reasons }) => reasons)]).toContain(reason);
}

describe('incremental saving attacks', () => {
  const updates: [string, Objects][] = [
    ['a page shows other content', { 4: evil }],
    ['a page is given other contents', { 3: doc.pageObject().replace('4 0 R', '[4 0 R 90 0 R]'), 90: evil }],
    ['a page is added', { 2: '<< /Type /Pages /Kids [3 0 R 91 0 R] /Count 2 >>', 91: doc.pageObject('') }],
    [
      'another page tree is named',
      { 1: doc.catalogObject().replace('2 0 R', '92 0 R'), 92: '<< /Type /Pages /Kids [] /Count 0 >>' },
    ],
    ['a page is turned', { 3: doc.pageObject(doc.FORM_FIELDS, '/Rotate 180') }],
    ['a script is added', { 1: doc.catalogObject('/OpenAction << /S /JavaScript /JS (app.alert) >>') }],
    ['a layer is added', { 1: doc.catalogObject('/OCProperties << /OCGs [] /D << >> >>') }],
    ['outlines are added', { 1: doc.catalogObject('/Outlines << /Count 0 >>') }],
    ['a font is swapped', { 5: '<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>' }],
    ['the form is taken away', { 1: doc.catalogObject().replace(/\/AcroForm 6 0 R/, '') }],
    ['the form asks for redrawing', { 6: doc.formObject(doc.FORM_FIELDS, '/NeedAppearances true') }],
    [
      'a dynamic form is added',
      { 6: doc.formObject(doc.FORM_FIELDS, '/XFA [(a) 93 0 R]'), 93: stream('<xdp/>') },
    ],
    ['a text field is added', { 6: doc.formObject(`${doc.FORM_FIELDS} 94 0 R`), 94: doc.textField('more') }],
    ['a field is removed', { 6: doc.formObject('10 0 R 11 0 R 12 0 R') }],
    ['a field is moved', { 10: doc.textField('amount').replace('60 600', '60 700') }],
    ['a field is renamed', { 10: doc.textField('price') }],
    [
      'a filled field gets another value',
      { 13: doc.textField('status', '/V (final)').replace('60 600 260 620', '60 560 260 580') },
    ],
    [
      'a filled field loses its value',
      { 13: doc.textField('status').replace('60 600 260 620', '60 560 260 580') },
    ],
  ];
  test.each(updates)('%s: modified', (_, objects) => expectModified(appendRevision(signed, objects)));

  test('the signature is taken out: it is still reported, as modified', () =>
    expectModified(appendRevision(signed, { 11: doc.signatureField('buyer') })));

  test('an object that is used is freed: modified', () =>
    expectModified(appendRevision(signed, {}, { free: [4] })));

  test('another catalogue is named: modified', () =>
    expectModified(appendRevision(signed, { 95: doc.catalogObject('/Lang (xx)') }, { root: 95 })));

  test('a change that a later revision takes back is still a change', () =>
    expectModified(appendRevision(appendRevision(signed, { 4: evil }), { 4: doc.contractObjects[4] ?? '' })));

  test('an update whose cross-reference section is missing or wrong: never valid', async () => {
    const text = latin1(signed);
    const body = `4 0 obj\n${evil}\nendobj\n`;
    const trailer = `trailer\n<< /Root 1 0 R /Size 100 /Prev ${lastStartXref(text)} >>\n`;
    const variants = [
      text + body,
      `${text}${body}${trailer}`,
      `${text}${body}${trailer}startxref\n${lastStartXref(text)}\n%%EOF\n`,
      `${text}${body}${trailer}startxref\n0\n%%EOF\n`,
      `${text}${body}xref\n${trailer}startxref\n${text.length + body.length}\n%%EOF\n`,
    ];
    for (const variant of variants) expect((await verify(bytes(variant))).verdict).not.toBe('valid');
  });

  test('an attacker signs an update of their own: the first signature shows it', async () => {
    const stranger = await tradeFixture();
    const changed = appendRevision(signed, { 4: evil });
    await expectModified(
      signAsSeller(trade, changed, { contents: (digest) => cmsOf(stranger.seller, digest) }),
    );
  });
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

describe('shadow attacks: prepared before signing, activated after', () => {
  const shadow = (objects: Objects, update: Objects, options = {}) =>
    appendRevision(signAsBuyer(trade, doc.contract(objects)), update, options);

  test('hide: a layer that covers content is switched off', () => {
    const layers = (off: string) =>
      doc.catalogObject(`/OCProperties << /OCGs [70 0 R] /D << /OFF [${off}] >> >>`);
    return expectModified(
      shadow({ 1: layers(''), 70: '<< /Type /OCG /Name (cover) >>' }, { 1: layers('70 0 R') }),
    );
  });

  test('replace: a prepared object takes the place of the shown one through the cross-reference table alone', async () => {
    const base = doc.contract({ 70: evil });
    const prepared = signAsBuyer(trade, base);
    const at = latin1(prepared).indexOf('70 0 obj');
    // Entries must lead to an object of the same number, so the prepared one says “4 0 obj”.
    const twin = signAsBuyer(trade, patch(base, '70 0 obj', ' 4 0 obj'));
    await expectModified(appendRevision(twin, {}, { entries: { 4: at } }));
  });

  test('hide and replace: a whole second document hangs on another catalogue', () => {
    const second = {
      71: doc.catalogObject().replace('2 0 R', '72 0 R'),
      72: '<< /Type /Pages /Kids [73 0 R] /Count 1 >>',
      73: doc.pageObject('').replace('2 0 R', '72 0 R').replace('4 0 R', '74 0 R'),
      74: evil,
    };
    return expectModified(shadow(second, {}, { root: 71 }));
  });

  test('replace: a field over the text is shown once it gets another appearance', () => {
    const field = (ap: string) => doc.textField('amount', `/V (100) /AP << /N ${ap} >>`);
    const objects = { 10: field('75 0 R'), 75: doc.appearance(), 76: doc.appearance('(999999) Tj') };
    return expectModified(shadow(objects, { 10: field('76 0 R') }));
  });

  test('replace: the appearance of a filled field is overwritten in place', () => {
    const objects = { 10: doc.textField('amount', '/V (100) /AP << /N 75 0 R >>'), 75: doc.appearance() };
    return expectModified(shadow(objects, { 75: doc.appearance('(999999) Tj') }));
  });

  test('replace: an empty field gets an appearance without a value', () =>
    expectModified(
      appendRevision(signed, { 10: doc.textField('amount', '/AP << /N 77 0 R >>'), 77: doc.appearance() }),
    ));

  test('replace: filling a field overwrites an object that the page paints too', () => {
    const page = doc.pageObject().replace('/Font', '/XObject << /X 78 0 R >> /Font');
    const objects = { 3: page, 10: doc.textField('amount', '/AP << /N 78 0 R >>'), 78: doc.appearance() };
    const update = {
      10: doc.textField('amount', '/V (1) /AP << /N 78 0 R >>'),
      78: doc.appearance('(evil) Tj'),
    };
    return expectModified(shadow(objects, update));
  });

  test('replace: a font in the default resources is swapped while a field is filled in', () => {
    const form = doc.formObject().replace('/Helv 5 0 R', '/Helv 79 0 R');
    const font = (name: string) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} >>`;
    const update = { 10: doc.textField('amount', '/V (1)'), 79: font('Symbol') };
    return expectModified(shadow({ 6: form, 79: font('Helvetica') }, update));
  });

  test('replace: the length of a stream is overridden, and with it what it holds', () => {
    const both = '(The buyer pays 100 yuan.) Tj   (and 999999 more) Tj';
    const content = (length: string) => `<< /Length ${length} >>\nstream\n${both}\nendstream`;
    const objects = { 4: content('70 0 R'), 70: String(both.length) };
    return verify(shadow(objects, { 70: '30' })).then(({ verdict }) => expect(verdict).not.toBe('valid'));
  });

  test('prepared layers, scripts and hidden annotations are warnings and leave the verdict', async () => {
    const objects = {
      1: doc.catalogObject(
        '/OCProperties << /OCGs [70 0 R] /D << /OFF [70 0 R] >> >> /OpenAction << /S /JavaScript /JS (x) >>',
      ),
      3: doc.pageObject(`${doc.FORM_FIELDS} 71 0 R`),
      70: '<< /Type /OCG /Name (hidden) >>',
      71: '<< /Type /Annot /Subtype /Stamp /Rect [0 0 9 9] /F 2 /AP << /N 72 0 R >> >>',
      72: doc.appearance(),
    };
    const report = await verify(signAsBuyer(trade, doc.contract(objects)));
    expect(report.verdict).toBe('valid');
    const codes = report.warnings.map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining(['HIDDEN_LAYER', 'AUTOMATIC_ACTION', 'SCRIPT', 'HIDDEN_ANNOTATION']),
    );
  });
});

describe('attacks on certified documents', () => {
  const remark = (rect: string, more = '') =>
    `<< /Type /Annot /Subtype /FreeText /Rect [${rect}] /DA (/Helv 12 Tf) /Contents (x) ${more} >>`;
  const annotate = (p: 1 | 2 | 3, annotation: string, more: Objects = {}) =>
    appendRevision(certify(trade, doc.contract(), p), {
      ...certifiedObjects({ annotations: '80 0 R' }),
      80: annotation,
      ...more,
    });

  test('evil annotation: a remark over the text of a document certified with P 3', () =>
    expectModified(annotate(3, remark('50 730 300 760')), 'ANNOTATION_CHANGED'));

  test('a remark beside the text of a document certified with P 3 is permitted', async () => {
    const report = await verify(annotate(3, remark('400 300 500 340')));
    expect(report).toMatchObject({
      verdict: 'valid',
      signatures: [{ changesAfter: [{ kind: 'annotation' }] }],
    });
  });

  test.each([1, 2] as const)('no remark is permitted with P %i', (p) =>
    expectModified(annotate(p, remark('400 300 500 340')), 'ANNOTATION_CHANGED'),
  );

  test('no remark is permitted after a signature that certifies nothing', () => {
    const page = doc.pageObject(`${doc.FORM_FIELDS} 80 0 R`);
    return expectModified(
      appendRevision(signed, { 3: page, 80: remark('400 300 500 340') }),
      'ANNOTATION_CHANGED',
    );
  });

  test('an annotation that acts or plays is none of the remarks P 3 permits', async () => {
    const script = remark('400 300 500 340', '/A << /S /JavaScript /JS (x) >>');
    await expectModified(annotate(3, script));
    await expectModified(annotate(3, '<< /Type /Annot /Subtype /Screen /Rect [400 300 500 340] >>'));
  });

  test('a permitted remark can be moved beside the text, not over it', async () => {
    const first = annotate(3, remark('400 300 500 340'));
    expect((await verify(appendRevision(first, { 80: remark('400 200 500 240') }))).verdict).toBe('valid');
    await expectModified(appendRevision(first, { 80: remark('50 730 300 760') }), 'ANNOTATION_CHANGED');
  });

  const sneaky = (pdf: Uint8Array, base: Objects, rect: string) =>
    sign(pdf, {
      objects: (value) => ({
        ...base,
        81: doc.signatureField('sneaky', `/V ${value} /AP << /N 82 0 R >>`, rect),
        82: doc.appearance('1 g 0 0 500 500 re f (999999) Tj'),
      }),
      number: 83,
      contents: (digest) => cmsOf(trade.buyer, digest),
    });

  test('sneaky signature: a visible signature field is added to a certified document', () => {
    const base = certifiedObjects({ annotations: '81 0 R', fields: '81 0 R' });
    return expectModified(
      sneaky(certify(trade, doc.contract(), 2), base, '400 300 500 340'),
      'CHANGE_NOT_PERMITTED',
    );
  });

  test('a later signature over the text of a signed document is permitted, as seals do, with a warning', async () => {
    const base = {
      3: doc.pageObject(`${doc.FORM_FIELDS} 81 0 R`),
      6: doc.formObject(`${doc.FORM_FIELDS} 81 0 R`),
    };
    const over = await verify(sneaky(signed, base, '50 700 400 800'));
    expect(over).toMatchObject({ verdict: 'valid', warnings: [{ code: 'SIGNATURE_COVERS_CONTENT' }] });
    const beside = await verify(sneaky(signed, base, '400 300 500 340'));
    expect(beside).toMatchObject({ verdict: 'valid', warnings: [] });
  });

  test('an unsigned signature field with an appearance is content, not a signature', () => {
    const base = certifiedObjects({ annotations: '81 0 R', fields: '81 0 R' });
    const field = doc.signatureField('later', '/AP << /N 82 0 R >>', '400 300 500 340');
    return expectModified(
      appendRevision(certify(trade, doc.contract(), 2), { ...base, 81: field, 82: doc.appearance() }),
    );
  });

  test('filling in and signing is not permitted with P 1', async () => {
    const certified = certify(trade, doc.contract(), 1);
    await expectModified(doc.fillAmount(certified), 'CHANGE_NOT_PERMITTED');
    await expectModified(signAsBuyer(trade, certified), 'CHANGE_NOT_PERMITTED');
  });

  test('a certification added after a signature does not loosen it', async () => {
    const certified = certify(trade, signed, 3);
    await expectModified(certified);
    const page = certifiedObjects({ annotations: '80 0 R' });
    await expectModified(
      appendRevision(certified, { ...page, 80: remark('400 300 500 340') }),
      'ANNOTATION_CHANGED',
    );
  });

  test('the permissions of the certification cannot be changed afterwards', () =>
    expectModified(appendRevision(certify(trade, doc.contract(), 2), { 1: doc.catalogObject() })));

  test('a document timestamp does not hide a change before it', () => {
    const changed = appendRevision(signed, { 4: evil });
    return expectModified(addDocumentTimestamp(trade, changed));
  });
});

describe('structures that mean two things', () => {
  test('a revision that names objects beyond its own end: invalid', async () => {
    const base = makePdf(doc.contractObjects);
    const ahead = appendRevision(base, {}, { entries: { 4: base.length + 2000 } });
    expect(
      await verify(bytes(`${latin1(ahead)}${' '.repeat(3000)}4 0 obj\n${evil}\nendobj\n`)),
    ).toMatchObject({
      verdict: 'invalid',
      reasons: ['DAMAGED'],
    });
  });

  test('one object number at two places of one revision: invalid', () =>
    expectInvalid(
      patch(signed, '0000000000 65535 f \n11 1\n', '0000000000 65535 f \n11 1\n0000000017 00000 n \n11 1\n'),
      'DAMAGED',
    ));

  test('/Prev in a circle or forward: invalid', async () => {
    const end = signed.length;
    await expectInvalid(appendRevision(signed, {}, { previous: end }), 'DAMAGED');
    const twice = appendRevision(appendRevision(signed, {}), {}, { previous: lastStartXref(latin1(signed)) });
    await expectInvalid(appendRevision(twice, {}, { previous: twice.length + 10 }), 'DAMAGED');
  });

  test('an update that leaves the signed revision out of its chain: invalid', () =>
    expectInvalid(
      appendRevision(
        signed,
        { 11: doc.signatureField('buyer', '/V 20 0 R') },
        {
          previous: lastStartXref(latin1(doc.contract())),
          entries: { 20: latin1(signed).indexOf('20 0 obj') },
        },
      ),
      'BYTE_RANGE_END',
    ));

  test('a signed revision is cut out of the chain: invalid, not unsigned', () => {
    const later = appendRevision(signed, { 90: '(x)' }, { previous: lastStartXref(latin1(doc.contract())) });
    return expectInvalid(later, 'SIGNATURE_UNREACHABLE');
  });
});
