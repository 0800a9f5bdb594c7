import { expect, test } from 'vitest';
import { readForm } from './acro-form.ts';
import { PdfFile } from './pdf-file.ts';
import { checkMayAddFields, checkMayFill, readPermissions } from './permissions.ts';
import { pdfFixture } from './testing/pdf-fixture.ts';

const REFERENCE =
  '[<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /P 1 /V /1.2 /Type /TransformParams >> >>]';

/** A form with one empty field and one signed with this value. */
function permissionsWith(signature: string, more: Record<number, string> = {}, entries = '') {
  const file = PdfFile.open(
    pdfFixture({
      catalog: '/AcroForm 100 0 R',
      objects: {
        100: '<< /Fields [101 0 R 102 0 R] >>',
        101: '<< /FT /Sig /T (empty) >>',
        102: `<< /FT /Sig /T (signed) /V 103 0 R ${entries} >>`,
        103: signature,
        ...more,
      },
    }),
  );
  return readPermissions(file, readForm(file));
}

test.each<[string, string, Record<number, string>?]>([
  ['plainly', `<< /Type /Sig /Contents <00> /Reference ${REFERENCE} >>`],
  ['before all else', `<</Reference ${REFERENCE}/Type/Sig>>`],
  ['with an escape', `<< /Type /Sig /R#65ference ${REFERENCE} >>`],
  ['with nothing but escapes', `<< /Type /Sig /#52#65#66#65#72#65#6e#63#65 ${REFERENCE} >>`],
  ['behind a comment', `% (\n<< % >>\n/Type /Sig /Reference ${REFERENCE} >>`],
  ['in another object', '<< /Type /Sig /Reference 104 0 R >>', { 104: REFERENCE }],
  ['in a dictionary that is somewhere else', '104 0 R', { 104: `<< /Reference ${REFERENCE} >>` }],
])('what an earlier signature forbids holds, written %s', (_, signature, more = {}) => {
  const permissions = permissionsWith(signature, more);
  expect(permissions.level).toBe(1);
  expect(() => checkMayFill(permissions, ['empty'])).toThrow(
    expect.objectContaining({ code: 'PDF_CHANGES_FORBIDDEN' }),
  );
});

test.each([
  ['no entry of that name', '<< /Type /Sig /Contents <00> /Reason (none) >>'],
  ['the word elsewhere', '<< /Type /Sig /Reason (/Reference [1]) /Prop_Build << /Reference 1 >> >>'],
  ['another name that holds it', '<< /Type /Sig /References [] /MyReference [] >>'],
])('a signature forbids nothing with %s', (_, signature) => {
  const permissions = permissionsWith(signature);
  expect(permissions).toEqual({ level: undefined, locks: [] });
  expect(() => checkMayFill(permissions, ['empty'])).not.toThrow();
});

test.each(['/Action /All', '/Action /Include /Fields [(empty)]', '/Action /Exclude /Fields [(other)]'])(
  "a signed field's own lock holds though its signature says nothing of it: %s",
  (lock) => {
    const permissions = permissionsWith('<< /Type /Sig /Contents <00> >>', {}, `/Lock << ${lock} >>`);
    expect(() => checkMayFill(permissions, ['empty'])).toThrow(
      expect.objectContaining({ code: 'PDF_CHANGES_FORBIDDEN' }),
    );
    expect(() => checkMayAddFields(permissions, ['empty'])).toThrow(
      expect.objectContaining({ code: 'PDF_CHANGES_FORBIDDEN' }),
    );
  },
);
