// Incremental saving attacks (pdf-insecurity.org) and files that mean two things, each built from a really signed file.
import { beforeAll, describe, expect, test } from 'vitest';
import { evil, expectInvalid, expectModified, verify } from './testing/attacks.ts';
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
import { signAsBuyer, signAsSeller } from './testing/signed-contract.ts';
import { cmsOf, type Trade, tradeFixture } from './testing/signing.ts';

let trade: Trade;
let signed: Uint8Array;
beforeAll(async () => {
  trade = await tradeFixture();
  signed = signAsBuyer(trade, doc.contract());
});

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
