// What DocMDP, FieldMDP and a field's lock permit after a signature (ISO 32000-2 §12.8.2).
import { beforeAll, describe, expect, test } from 'vitest';
import * as doc from './testing/contract.ts';
import { appendRevision, type Objects } from './testing/pdf-maker.ts';
import { certify, signAsBuyer, signAsSeller } from './testing/signed-contract.ts';
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

const fields = (...numbers: number[]) => `${doc.FORM_FIELDS} ${numbers.map((num) => `${num} 0 R`).join(' ')}`;
const withFields = (...numbers: number[]): Objects => ({
  3: doc.pageObject(fields(...numbers)),
  6: doc.formObject(fields(...numbers)),
});

describe('locks', () => {
  const lock = (action: string, names = '') =>
    `/Reference [ << /TransformMethod /FieldMDP /TransformParams << /Action /${action} ${names} >> >> ]`;
  const fill = { 10: doc.textField('amount', '/V (1)') };

  test.each([
    ['a field that the signature names', lock('Include', '/Fields [(amount)]'), 'modified'],
    ['a field that it does not name', lock('Include', '/Fields [(other)]'), 'valid'],
    ['any field when it locks all', lock('All'), 'modified'],
    ['a field that it leaves out', lock('Exclude', '/Fields [(amount)]'), 'valid'],
    ['a field that it does not leave out', lock('Exclude', '/Fields [(other)]'), 'modified'],
  ])('filling in %s: %s', async (_, entries, verdict) => {
    const result = await after({}, fill, { entries });
    expect(result.verdict).toBe(verdict);
    if (verdict === 'modified') expect(result.reasons).toContain('LOCKED_FIELD_CHANGED');
  });

  test('the lock of the field counts too, and its P', async () => {
    const signedWith = (more: string) => ({
      objects: (value: string) => ({ 11: doc.signatureField('buyer', `/V ${value} /Lock << ${more} >>`) }),
    });
    const named = await after({}, fill, signedWith('/Action /Include /Fields [(amount)]'));
    expect(named.reasons).toContain('LOCKED_FIELD_CHANGED');
    const all = await after({}, fill, signedWith('/Action /Include /Fields [] /P 1'));
    expect(all.reasons).toContain('CHANGE_NOT_PERMITTED');
  });

  test('a lock on a group locks what is below it, a locked signature field cannot be signed', async () => {
    const locked = signAsBuyer(trade, doc.contract(), { entries: lock('Include', '/Fields [(seller)]') });
    const report = await verify(signAsSeller(trade, locked));
    expect(report.signatures).toMatchObject([
      { verdict: 'modified', reasons: expect.arrayContaining(['LOCKED_FIELD_CHANGED']) },
      { verdict: 'valid' },
    ]);
  });

  test.each([
    ['All', '', 'modified'],
    ['Include', '/Fields [(amount)]', 'valid'],
    ['Include', '/Fields [(late)]', 'modified'],
    ['Exclude', '/Fields [(amount)]', 'modified'],
    ['Exclude', '/Fields [(late)]', 'valid'],
  ])('%s %s holds for a visible signature field that is added later: %s', async (action, names, verdict) => {
    const locked = signAsBuyer(trade, doc.contract(), { entries: lock(action, names) });
    const late = (rect: string) =>
      signAsSeller(trade, locked, {
        objects: (value) => ({ ...withFields(40), 40: doc.signatureField('late', `/V ${value}`, rect) }),
      });
    expect((await verify(late('300 100 400 160'))).verdict).toBe(verdict);
    // One that shows nothing is how long-term data and bare signatures come.
    expect((await verify(late('0 0 0 0'))).verdict).toBe('valid');
  });

  test('several locks of one signature add up', async () => {
    const two = `/Reference [ << /TransformMethod /FieldMDP /TransformParams << /Action /Include /Fields [(other)] >> >> << /TransformMethod /FieldMDP /TransformParams << /Action /Include /Fields [(amount)] >> >> ]`;
    expect((await after({}, fill, { entries: two })).reasons).toContain('LOCKED_FIELD_CHANGED');
  });

  test.each([
    [1, 'modified'],
    [2, 'valid'],
    [3, 'valid'],
  ])('the P %i of an approval signature’s lock: filling in elsewhere is %s', async (p, verdict) => {
    const signature = {
      objects: (value: string) => ({
        11: doc.signatureField(
          'buyer',
          `/V ${value} /Lock << /Action /Include /Fields [(status)] /P ${p} >>`,
        ),
      }),
    };
    expect((await after({}, fill, signature)).verdict).toBe(verdict);
  });

  test('a lock that is loosened or taken away afterwards is a change', async () => {
    const field = (more: string) => doc.signatureField('buyer', `/V 20 0 R ${more}`);
    const signed = { objects: () => ({ 11: field('/Lock << /Action /All >>') }) };
    expect((await after({}, { 11: field('') }, signed)).verdict).toBe('modified');
    const looser = field('/Lock << /Action /Include /Fields [] >>');
    expect((await after({}, { 11: looser }, signed)).verdict).toBe('modified');
  });

  test('permissions that cannot be understood cannot be checked', async () => {
    for (const entries of [
      lock('Whatever'),
      lock('Include'),
      '/Reference (x)',
      '/Reference [ << /TransformMethod /DocMDP /TransformParams << /P 7 >> >> ]',
    ]) {
      const report = await verify(signAsBuyer(trade, doc.contract(), { entries }));
      expect(report.signatures[0]?.reasons, entries).toContain('PERMISSIONS_UNREADABLE');
      expect(report.verdict).toBe('invalid');
    }
  });
});

describe('certifications', () => {
  const codes = async (pdf: Uint8Array) => (await verify(pdf)).warnings.map(({ code }) => code);

  test('one that is not the first signature is told', async () => {
    expect(await codes(certify(trade, signAsBuyer(trade, doc.contract()), 2))).toContain(
      'CERTIFICATION_NOT_FIRST',
    );
    expect(await codes(signAsBuyer(trade, certify(trade, doc.contract(), 2)))).toEqual([]);
  });

  test('of two the stricter one holds, whichever comes first, and both are told', async () => {
    const again = (pdf: Uint8Array, p: number) =>
      signAsBuyer(trade, pdf, {
        entries: `/Reference [ << /Type /SigRef /TransformMethod /DocMDP /TransformParams << /P ${p} >> >> ]`,
      });
    const both = again(certify(trade, doc.contract(), 2), 1);
    expect(await verify(both)).toMatchObject({
      verdict: 'valid',
      warnings: [{ code: 'SEVERAL_CERTIFICATIONS' }],
    });
    expect((await verify(doc.fillAmount(both))).verdict).toBe('modified');
    expect((await verify(doc.fillAmount(again(certify(trade, doc.contract(), 3), 2)))).verdict).toBe('valid');
    // The first one forbids the second.
    expect((await verify(again(certify(trade, doc.contract(), 1), 3))).verdict).toBe('modified');
  });
});
