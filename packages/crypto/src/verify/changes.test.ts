// How changes after a signature are sorted (ISO 32000-2 §12.8.2).
import { beforeAll, describe, expect, test } from 'vitest';
import * as doc from './testing/contract.ts';
import { appendRevision, bytes, lastStartXref, latin1, type Objects, stream } from './testing/pdf-maker.ts';
import { signAsBuyer } from './testing/signed-contract.ts';
import { NOW, type Trade, tradeFixture } from './testing/signing.ts';
import { verifyPdf } from './verify-pdf.ts';

let trade: Trade;
beforeAll(async () => {
  trade = await tradeFixture();
});

const verify = (pdf: Uint8Array) => verifyPdf({ pdf, trust: [], crls: [], now: NOW });

/** Signs a contract with these objects and appends the update. */
async function after(objects: Objects, update: Objects, signature = {}) {
  const report = await verify(appendRevision(signAsBuyer(trade, doc.contract(objects), signature), update));
  const [first] = report.signatures;
  return { verdict: report.verdict, changes: first?.changesAfter ?? [], reasons: first?.reasons ?? [] };
}

const field = (type: string, name: string, more = '') =>
  doc.textField(name, more).replace('/FT /Tx', `/FT /${type}`);
const fields = (...numbers: number[]) => `${doc.FORM_FIELDS} ${numbers.map((num) => `${num} 0 R`).join(' ')}`;
const withFields = (...numbers: number[]): Objects => ({
  3: doc.pageObject(fields(...numbers)),
  6: doc.formObject(fields(...numbers)),
});

describe('filling in', () => {
  const filled = { kind: 'form-fill', revision: 2 };

  test.each([
    ['a text', field('Tx', 'x'), field('Tx', 'x', '/V (100) /AP << /N 40 0 R >> /Ff 1')],
    ['a text that was empty, not missing', field('Tx', 'x', '/V ()'), field('Tx', 'x', '/V (100)')],
    ['a choice', field('Ch', 'x', '/Opt [(a) (b)]'), field('Ch', 'x', '/Opt [(a) (b)] /V (a) /I [0]')],
    ['several choices', field('Ch', 'x'), field('Ch', 'x', '/V [(a) (b)]')],
    ['a checkbox', field('Btn', 'x', '/V /Off /AS /Off'), field('Btn', 'x', '/V /Yes /AS /Yes')],
  ])('%s is permitted', async (_, before, now) => {
    const result = await after({ ...withFields(30), 30: before }, { 30: now, 40: doc.appearance() });
    expect(result).toMatchObject({ verdict: 'valid', changes: [filled] });
  });

  test.each([
    ['a value that is no text', field('Tx', 'x'), field('Tx', 'x', '/V 7')],
    ['a stream for a text', field('Tx', 'x'), field('Tx', 'x', '/V 40 0 R')],
    ['a push-button', field('Btn', 'x', '/Ff 65536'), field('Btn', 'x', '/Ff 65536 /V /Yes')],
    ['an appearance that is no appearance', field('Tx', 'x'), field('Tx', 'x', '/V (1) /AP << /N 5 0 R >>')],
    ['a field that is shown', field('Tx', 'x', '/Ff 0').replace('/F 4', '/F 6'), field('Tx', 'x', '/V (1)')],
    ['a field that is hidden', field('Tx', 'x'), field('Tx', 'x', '/V (1)').replace('/F 4', '/F 6')],
    ['a field that becomes writable', field('Tx', 'x', '/Ff 1'), field('Tx', 'x', '/V (1) /Ff 0')],
    ['a field that becomes another kind', field('Tx', 'x'), field('Ch', 'x', '/V (1)')],
    ['an action with it', field('Tx', 'x'), field('Tx', 'x', '/V (1) /AA << /F << /S /JavaScript >> >>')],
    ['its limits', field('Tx', 'x', '/MaxLen 3'), field('Tx', 'x', '/V (1) /MaxLen 9')],
  ])('%s is not', async (_, before, now) => {
    const result = await after({ ...withFields(30), 30: before }, { 30: now, 40: doc.appearance() });
    expect(result).toMatchObject({ verdict: 'modified', changes: [{ kind: 'other' }] });
  });

  test('a field whose widgets are its kids is filled in with all of them', async () => {
    const kid = (more = '') =>
      `<< /Type /Annot /Subtype /Widget /Parent 30 0 R /Rect [60 500 90 520] /F 4 ${more} >>`;
    const parent = (more = '') => `<< /FT /Tx /T (x) /Kids [31 0 R 32 0 R] ${more} >>`;
    const page = doc.pageObject(`${doc.FORM_FIELDS} 31 0 R 32 0 R`);
    const objects = { 3: page, 6: doc.formObject(fields(30)), 30: parent(), 31: kid(), 32: kid() };
    const look = '/AP << /N 40 0 R >>';
    const update = { 30: parent('/V (1)'), 31: kid(look), 32: kid(look), 40: doc.appearance() };
    expect(await after(objects, update)).toMatchObject({
      verdict: 'valid',
      changes: [{ kind: 'form-fill' }],
    });
    const lookOnly = await after(objects, { 31: kid(look), 40: doc.appearance() });
    expect(lookOnly).toMatchObject({ verdict: 'modified', changes: [{ kind: 'other' }] });
    const another = { 30: parent().replace('32 0 R', '32 0 R 33 0 R'), 33: kid() };
    expect(await after(objects, another)).toMatchObject({ verdict: 'modified' });
  });

  test('a field inside a group is found by its full name', async () => {
    const group = '<< /T (party) /Kids [31 0 R] >>';
    const kid = (more = '') => doc.textField('name', `/Parent 30 0 R ${more}`);
    const page = doc.pageObject(`${doc.FORM_FIELDS} 31 0 R`);
    const objects = { 3: page, 6: doc.formObject(fields(30)), 30: group, 31: kid() };
    const result = await after(objects, { 31: kid('/V (1)') });
    expect(result.changes[0]?.description).toContain('party.name');
    expect(result.verdict).toBe('valid');
  });

  test('setting ReadOnly and the lock flags is permitted at any time', async () => {
    const result = await after({}, { 13: doc.contractObjects[13]?.replace('/F 4', '/F 132 /Ff 1') ?? '' });
    expect(result).toMatchObject({ verdict: 'valid', changes: [{ kind: 'form-fill' }] });
  });

  test('a font may be added to the default resources', async () => {
    const form = doc.formObject().replace('/Helv 5 0 R', '/Helv 5 0 R /New 40 0 R');
    const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>';
    expect(await after({}, { 6: form, 40: font })).toMatchObject({ verdict: 'valid', changes: [] });
  });
});

describe('what is the same is no change', () => {
  test('a copy under another number stands for the original', async () => {
    const page = doc.pageObject().replace('/F1 5 0 R', '/F1 40 0 R').replace('4 0 R', '41 0 R');
    const copies = { 3: page, 40: doc.contractObjects[5] ?? '', 41: doc.contractObjects[4] ?? '' };
    expect(await after({}, copies)).toMatchObject({ verdict: 'valid', changes: [] });
    expect(await after({}, { ...copies, 40: '<< /Type /Font /BaseFont /X >>' })).toMatchObject({
      verdict: 'modified',
    });
  });

  test('but a copy of a layer does not: it could be shown while the original is hidden', async () => {
    const catalog = (layer: number) =>
      doc.catalogObject(`/OCProperties << /OCGs [${layer} 0 R] /D << /OFF [${layer} 0 R] >> >>`);
    const layer = '<< /Type /OCG /Name (cover) >>';
    const page = doc.pageObject().replace('/Font', '/Properties << /L 70 0 R >> /Font');
    const result = await after({ 1: catalog(70), 3: page, 70: layer }, { 1: catalog(71), 71: layer });
    expect(result).toMatchObject({ verdict: 'modified' });
  });

  test('an array that becomes an object of its own', async () => {
    const page = doc.pageObject().replace(`[${doc.FORM_FIELDS}]`, '40 0 R');
    expect(await after({}, { 3: page, 40: `[${doc.FORM_FIELDS}]` })).toMatchObject({
      verdict: 'valid',
      changes: [],
    });
  });

  test('another catalogue object with the same entries', async () => {
    const signed = signAsBuyer(trade, doc.contract());
    const moved = appendRevision(signed, { 95: doc.catalogObject() }, { root: 95 });
    expect(await verify(moved)).toMatchObject({ verdict: 'valid' });
  });
});

test('data that belong to no object are content nobody signed', async () => {
  const signed = signAsBuyer(trade, doc.contract());
  const smuggled = bytes(`${latin1(signed)}4 0 obj\n${stream('evil')}\nendobj\n`);
  const previous = lastStartXref(latin1(signed));
  const report = await verify(appendRevision(smuggled, {}, { previous }));
  expect(report).toMatchObject({ verdict: 'modified', signatures: [{ changesAfter: [{ kind: 'other' }] }] });
  const remark = await verify(appendRevision(bytes(`${latin1(signed)}% just a remark\n`), {}, { previous }));
  expect(remark.verdict).toBe('valid');
});

describe('validation data', () => {
  const store = (more: string) => doc.catalogObject(`/DSS << /Certs [40 0 R] ${more} >>`);
  const data = { 40: stream('der') };

  test.each([
    [
      'VRI',
      '/VRI << /0123456789ABCDEF0123456789ABCDEF01234567 << /Cert [40 0 R] /TU (D:2026) >> >>',
      'valid',
    ],
    ['an entry nobody knows', '/Page 3 0 R', 'modified'],
    ['something that is no stream', '/CRLs [5 0 R]', 'modified'],
    [
      'an unknown entry in VRI',
      '/VRI << /0123456789ABCDEF0123456789ABCDEF01234567 << /X 1 >> >>',
      'modified',
    ],
    ['a picture', '/OCSPs [41 0 R]', 'modified'],
  ])('with %s: %s', async (_, more, verdict) => {
    const picture = { 41: stream('', '/Type /XObject /Subtype /Image') };
    expect(await after({}, { 1: store(more), ...data, ...picture })).toMatchObject({ verdict });
  });

  test('must not be taken away again', async () => {
    expect(await after({ 1: store(''), ...data }, { 1: doc.catalogObject() })).toMatchObject({
      verdict: 'modified',
    });
  });
});

describe('the structure tree of a tagged document', () => {
  const root = (kids: string, more = '') =>
    `<< /Type /StructTreeRoot /K [50 0 R] /ParentTree << /Nums [0 [51 0 R] ${kids}] >> ${more} >>`;
  const document = (kids: string) => `<< /Type /StructElem /S /Document /P 40 0 R /K [${kids}] >>`;
  const paragraph = '<< /Type /StructElem /S /P /P 50 0 R /Pg 3 0 R /K 0 >>';
  const objects = {
    1: doc.catalogObject('/StructTreeRoot 40 0 R'),
    40: root(''),
    50: document('51 0 R'),
    51: paragraph,
  };
  const form = '<< /Type /StructElem /S /Form /P 50 0 R /K << /Type /OBJR /Obj 12 0 R >> >>';

  test('may gain an element for a form field', async () => {
    const update = { 40: root('1 52 0 R', '/ParentTreeNextKey 2'), 50: document('51 0 R 52 0 R'), 52: form };
    expect(await after(objects, update)).toMatchObject({ verdict: 'valid', changes: [{ kind: 'metadata' }] });
  });

  test.each<[string, Objects]>([
    ['lose an element', { 50: document('') }],
    ['gain an element for content', { 50: document('51 0 R 52 0 R'), 52: paragraph }],
    [
      'gain words to read aloud',
      { 50: document('51 0 R 52 0 R'), 52: form.replace('/S /Form', '/S /Form /ActualText (paid)') },
    ],
    ['change what an element says', { 51: paragraph.replace('/S /P', '/S /P /ActualText (999)') }],
    ['map content to another element', { 40: root('').replace('[51 0 R]', '[50 0 R]') }],
  ])('must not %s', async (_, update) => {
    expect(await after(objects, update)).toMatchObject({ verdict: 'modified', changes: [{ kind: 'other' }] });
  });
});
