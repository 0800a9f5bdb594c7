// Shadow attacks and attacks on certified documents (pdf-insecurity.org).
import { beforeAll, describe, expect, test } from 'vitest';
import { evil, expectModified, verify } from './testing/attacks.ts';
import * as doc from './testing/contract.ts';
import { appendRevision, latin1, type Objects, patch } from './testing/pdf-maker.ts';
import { addDocumentTimestamp, certifiedObjects, certify, signAsBuyer } from './testing/signed-contract.ts';
import { cmsOf, sign, type Trade, tradeFixture } from './testing/signing.ts';

let trade: Trade;
let signed: Uint8Array;
beforeAll(async () => {
  trade = await tradeFixture();
  signed = signAsBuyer(trade, doc.contract());
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
