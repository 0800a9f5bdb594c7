// Changes in the guise of something permitted: as a form field, through a second way to the same object, by inheritance.
import { beforeAll, describe, expect, test } from 'vitest';
import { expectModified, verify } from './testing/attacks.ts';
import * as doc from './testing/contract.ts';
import { appendRevision, type Objects, stream } from './testing/pdf-maker.ts';
import { certify, signAsBuyer } from './testing/signed-contract.ts';
import { cmsOf, sign, type Trade, timestamp, tradeFixture } from './testing/signing.ts';

let trade: Trade;
let signed: Uint8Array;
beforeAll(async () => {
  trade = await tradeFixture();
  signed = signAsBuyer(trade, doc.contract());
});

/** The buyer's revision, after which the page and the form get more. */
const added = (pdf: Uint8Array, fields: string, annotations: string, objects: Objects) =>
  appendRevision(pdf, {
    3: doc.pageObject(`${doc.FORM_FIELDS} ${annotations}`),
    6: doc.formObject(`${doc.FORM_FIELDS} ${fields}`),
    ...objects,
  });

const OVER = '/Rect [50 730 300 760] /F 4';
const HIDDEN_FIELD =
  '<< /Type /Annot /Subtype /Widget /FT /Sig /T (inner) /Rect [0 0 0 0] /F 132 /Parent 90 0 R >>';

describe('an annotation in the guise of a form field', () => {
  test('a group above a hidden signature field that paints on the page', () =>
    expectModified(
      added(signed, '90 0 R', '90 0 R 91 0 R', {
        90: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (group) /Kids [91 0 R] ${OVER} /AP << /N 92 0 R >> >>`,
        91: HIDDEN_FIELD,
        92: doc.appearance(),
      }),
    ));

  test('a group that is a remark of text', () =>
    expectModified(
      added(signed, '90 0 R', '90 0 R', {
        90: `<< /Type /Annot /Subtype /FreeText /FT /Sig /T (group) /Kids [91 0 R] ${OVER} /DA (/Helv 12 Tf) /Contents (The buyer pays 999999 yuan.) >>`,
        91: HIDDEN_FIELD,
      }),
    ));

  test.each(['FreeText', 'Stamp', 'Square', 'Link'])('an empty signature field that is a %s', (subtype) =>
    expectModified(
      added(signed, '90 0 R', '90 0 R', {
        90: `<< /Type /Annot /Subtype /${subtype} /FT /Sig /T (sneaky) /Rect [300 500 500 560] /F 4 /DA (/Helv 12 Tf) /Contents (The buyer pays 999999 yuan.) >>`,
      }),
    ),
  );

  test('a rectangle that readers read and others do not', () =>
    expectModified(
      added(signed, '90 0 R', '90 0 R', {
        90: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (sneaky) /Rect [50 730 300 760 0] /F 4 /AP << /N 92 0 R >> >>`,
        92: doc.appearance(),
      }),
    ));

  test('a line among the fields, nowhere at first, put on the page later', async () => {
    const line =
      '<< /Type /Annot /Subtype /Line /FT /Sig /T (line) /Rect [0 0 0 0] /L [50 745 300 745] /BS << /W 30 >> /F 4 >>';
    const pdf = signAsBuyer(
      trade,
      doc.contract({ 6: doc.formObject(`${doc.FORM_FIELDS} 90 0 R`), 90: line }),
    );
    expect((await verify(pdf)).verdict).toBe('valid');
    await expectModified(appendRevision(pdf, { 3: doc.pageObject(`${doc.FORM_FIELDS} 90 0 R`) }));
  });
});

describe('a second way to an object that may change', () => {
  const look = (words: string) =>
    stream(
      `BT /Helv 12 Tf 2 5 Td (${words}) Tj ET`,
      '/Type /Metadata /Subtype /Form /BBox [0 0 200 20] /Resources << >>',
    );
  const stamp = (states: string, state: string) =>
    `<< /Type /Annot /Subtype /Stamp /Rect [60 300 260 320] /F 4 /AP << /N ${states} >> /AS /${state} >>`;

  test('the catalogue as a list of appearances, one of them its metadata', async () => {
    const catalog = doc.catalogObject('/Metadata 90 0 R');
    const page = doc.pageObject(`${doc.FORM_FIELDS} 91 0 R`);
    const pdf = signAsBuyer(
      trade,
      doc.contract({ 1: catalog, 3: page, 90: look('100'), 91: stamp('1 0 R', 'Metadata') }),
    );
    expect((await verify(pdf)).verdict).toBe('valid');
    await expectModified(appendRevision(pdf, { 90: look('999999') }), 'ANNOTATION_CHANGED');
  });

  test('a field as a list of appearances, one of them its value in rich text', async () => {
    const page = doc.pageObject(`${doc.FORM_FIELDS} 91 0 R`);
    const pdf = signAsBuyer(trade, doc.contract({ 3: page, 91: stamp('10 0 R', 'RV') }));
    const filled = doc.textField('amount', '/V (100) /RV 92 0 R /AP << /N 93 0 R >>');
    await expectModified(
      appendRevision(pdf, { 10: filled, 92: look('999999'), 93: doc.appearance() }),
      'ANNOTATION_CHANGED',
    );
  });

  test('the catalogue as the list of fonts that fields are drawn with', async () => {
    const catalog = (font: string) =>
      doc.catalogObject(`/MarkInfo << /Type /Font /Subtype /Type1 /BaseFont /${font} >>`);
    const form = doc.formObject().replace('<< /Helv 5 0 R >>', '1 0 R');
    const pdf = signAsBuyer(trade, doc.contract({ 1: catalog('Helvetica'), 6: form }));
    await expectModified(appendRevision(pdf, { 1: catalog('Symbol') }));
  });
});

describe('what pages and fields inherit', () => {
  const bare = (parent: number) =>
    doc.pageObject().replace('/Resources << /Font << /F1 5 0 R >> >>', '').replace('2 0 R', `${parent} 0 R`);
  const tree = (more: string) => `<< /Type /Pages /Kids [3 0 R] /Count 1 ${more} >>`;
  const fonts = (num: number) => `/Resources << /Font << /F1 ${num} 0 R >> >>`;

  test('a page is given another parent, from which readers inherit', async () => {
    const pdf = signAsBuyer(trade, doc.contract({ 2: tree(fonts(5)), 3: bare(2) }));
    expect((await verify(pdf)).verdict).toBe('valid');
    await expectModified(
      appendRevision(pdf, {
        3: bare(90),
        90: tree(fonts(91)),
        91: '<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>',
      }),
    );
  });

  test('the parent a page names, which isn’t the tree’s, changes', async () => {
    const pdf = signAsBuyer(trade, doc.contract({ 2: tree(fonts(5)), 3: bare(90), 90: tree(fonts(5)) }));
    await expectModified(
      appendRevision(pdf, { 90: tree(fonts(91)), 91: '<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>' }),
    );
  });

  test('a group is given a value, which the locked field below it inherits', async () => {
    const group = (more = '') => `<< /T (terms) /FT /Tx /Kids [91 0 R] ${more} >>`;
    const fields = `${doc.FORM_FIELDS} 90 0 R`;
    const pdf = signAsBuyer(
      trade,
      doc.contract({
        3: doc.pageObject(`${doc.FORM_FIELDS} 91 0 R`),
        6: doc.formObject(fields),
        90: group(),
        91: doc.textField('price', '/Parent 90 0 R').replace('/FT /Tx ', ''),
        11: doc.signatureField('buyer', '/Lock 95 0 R'),
        95: '<< /Type /SigFieldLock /Action /Include /Fields [(terms.price)] >>',
      }),
      {
        objects: (value) => ({ 11: doc.signatureField('buyer', `/V ${value} /Lock 95 0 R`) }),
        contents: (digest) => cmsOf(trade.buyer, digest),
      },
    );
    expect((await verify(pdf)).verdict).toBe('valid');
    await expectModified(appendRevision(pdf, { 90: group('/V (999999)') }), 'LOCKED_FIELD_CHANGED');
  });
});

describe('a document timestamp that shows', () => {
  const stamped = (pdf: Uint8Array) =>
    sign(pdf, {
      objects: (value) => ({
        [doc.SELLER]: doc.signatureField('seller', `/V ${value} /AP << /N 96 0 R >>`, '300 100 400 160'),
        96: doc.appearance('BT /Helv 12 Tf 2 5 Td (Seller Ltd agrees) Tj ET'),
      }),
      number: 95,
      subFilter: 'ETSI.RFC3161',
      contents: (digest) => timestamp(trade.tsa, digest),
    });

  test('in the field of a signer, on a document certified with P 1', () =>
    expectModified(stamped(certify(trade, doc.contract(), 1)), 'CHANGE_NOT_PERMITTED'));

  test('in a field that is locked', () => {
    const lock = '/Lock << /Type /SigFieldLock /Action /Include /Fields [(seller)] >>';
    const locked = signAsBuyer(trade, doc.contract({ 11: doc.signatureField('buyer', lock) }), {
      objects: (value) => ({ 11: doc.signatureField('buyer', `/V ${value} ${lock}`) }),
    });
    return expectModified(stamped(locked), 'LOCKED_FIELD_CHANGED');
  });
});

test('a lock names a field in another encoding', async () => {
  const lock = '/Lock << /Type /SigFieldLock /Action /Include /Fields [<FEFF00612014006220AC>] >>';
  const pdf = signAsBuyer(
    trade,
    doc.contract({ 10: doc.textField('a\\204b\\240'), 11: doc.signatureField('buyer', lock) }),
    { objects: (value) => ({ 11: doc.signatureField('buyer', `/V ${value} ${lock}`) }) },
  );
  const filled = doc.textField('a\\204b\\240', '/V (9) /AP << /N 93 0 R >>');
  await expectModified(appendRevision(pdf, { 10: filled, 93: doc.appearance() }), 'LOCKED_FIELD_CHANGED');
});

test('a field that is not seen on the screen is made to be printed', async () => {
  const field = (flags: number) =>
    `<< /Type /Annot /Subtype /Widget /FT /Tx /T (note) /V (999999) ${OVER} /F ${flags} /AP << /N 91 0 R >> >>`.replace(
      '/F 4 ',
      '',
    );
  const fields = `${doc.FORM_FIELDS} 90 0 R`;
  const pdf = signAsBuyer(
    trade,
    doc.contract({
      3: doc.pageObject(fields),
      6: doc.formObject(fields),
      90: field(32),
      91: doc.appearance('BT /Helv 12 Tf 2 5 Td (999999) Tj ET'),
    }),
  );
  await expectModified(appendRevision(pdf, { 90: field(36) }));
});

describe('a remark that reaches beyond its rectangle, on a document certified with P 3', () => {
  const remark = (text: string) => {
    const pdf = certify(trade, doc.contract(), 3);
    const fields = `${doc.FORM_FIELDS} 14 0 R`;
    return appendRevision(pdf, {
      3: doc.pageObject(`${fields} 90 0 R`),
      90: `<< /Type /Annot /F 4 ${text} >>`,
    });
  };

  test.each([
    [
      'a caption set off from its line',
      '/Subtype /Line /Rect [400 300 500 340] /L [400 300 500 340] /Cap true /CO [-300 430] /Contents (999999)',
    ],
    ['leader lines', '/Subtype /Line /Rect [400 300 500 340] /L [60 300 500 300] /LL 450 /BS << /W 1 >>'],
    [
      'the icon of a note, larger than its rectangle',
      '/Subtype /Text /Rect [55 755 56 756] /Name /Note /Contents (x)',
    ],
  ])('%s', (_, text) => expectModified(remark(text), 'ANNOTATION_CHANGED'));

  test('a line beside the content is none', async () => {
    const line = '/Subtype /Line /Rect [400 300 500 340] /L [400 300 500 340] /LL 10';
    expect((await verify(remark(line))).verdict).toBe('valid');
  });
});
