import fc from 'fast-check';
import { PDFContext, PDFDict } from 'pdf-lib';
import { expect, test } from 'vitest';
import { nameOf } from './name-of.ts';
import { parseObject } from './parse-object.ts';
import { plainInteger, plainName, plainReference, plainString, skimDict, skimKeys } from './skim-dict.ts';
import { pdfTokens } from './testing/pdf-tokens.ts';

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const skim = (text: string) => skimDict(bytesOf(text), 0, skimKeys('A', 'B'));
/** What begins at the places that were found. */
const found = (text: string) => skim(text)?.at.map((at) => (at < 0 ? undefined : text.slice(at, at + 4)));

test.each<[string, (string | undefined)[]]>([
  ['<< /A 12 /B (x) >>', ['12 /', '(x) ']],
  ['  <</B/Name/C 1 0 R>>', [undefined, '/Nam']],
  ['<< /C << /A 1 >> /D [/A 2 <</B 3>>] /B [1 2 3] >>', [undefined, '[1 2']],
  ['<< /AB 1 /BA 2 /A <00> >>', ['<00>', undefined]],
  ['<< /A 1 /A 2 /B -1.5 >>', ['2 /B', '-1.5']],
  ['<< /C (/A 1) /D </A> /B true >>', [undefined, 'true']],
  ['<< >>', [undefined, undefined]],
])('in %j it finds the entries at the top', (text, values) => {
  expect(found(text)).toEqual(values);
});

test.each([
  ['an escape in a name', '<< /#41 1 >>'],
  ['a comment', '<< /A 1 % /B 2\n >>'],
  ['an escape in a string', '<< /C (\\) /A 1) >>'],
  ['a parenthesis in a string', '<< /C (( /A 1)) >>'],
  ['no end', '<< /A 1'],
  ['a value without a name', '<< /A 1 2 >>'],
  ['a name without a value', '<< /A >>'],
  ['an unknown word', '<< /A nonsense >>'],
  ['a number with letters', '<< /A 1x >>'],
  ['an array without an end', '<< /A [1 2 >>'],
  ['no dictionary', '[ /A 1 ]'],
  ['nothing', ''],
])('%s is not for a glance', (_, text) => {
  expect(skim(text)).toBeUndefined();
});

test('whatever tokens follow each other, it sees what the parser sees, or leaves it to it', () => {
  let seen = 0;
  fc.assert(
    fc.property(pdfTokens(12), (tokens) => {
      const bytes = bytesOf(`<< /A ${tokens} >>`);
      const skimmed = skimDict(bytes, 0, skimKeys('A', 'B'));
      if (!skimmed) return;
      seen += 1;
      const context = PDFContext.create();
      const parsed = parseObject(bytes.subarray(0, skimmed.end), 0, context);
      if (!(parsed instanceof PDFDict)) throw new Error('the parser sees no dictionary');
      for (const [index, key] of ['A', 'B'].entries()) {
        const at = skimmed.at[index] ?? -1;
        const value = at < 0 ? undefined : parseObject(bytes, at, context).toString();
        expect(value).toBe(parsed.get(nameOf(key), true)?.toString());
      }
    }),
    { numRuns: 4000 },
  );
  expect(seen).toBeGreaterThan(100);
});

test('plain values are read, and nothing else for them', () => {
  expect(plainName(bytesOf('/Sig /'), 0)).toBe('Sig');
  expect(plainName(bytesOf('/S#69g'), 0)).toBeUndefined();
  expect(plainString(bytesOf('(Seal-1)'), 0)).toBe('Seal-1');
  expect(plainString(bytesOf('(\xfe\xff\x00a)'), 0)).toBeUndefined();
  expect(plainInteger(bytesOf('12/'), 0)).toBe(12);
  expect(plainInteger(bytesOf('12 0 R'), 0)).toBeUndefined();
  expect(plainInteger(bytesOf('1.5'), 0)).toBeUndefined();
  expect(plainReference(bytesOf('12 0 R'), 0)).toEqual({ number: 12, generation: 0 });
  expect(plainReference(bytesOf('12 0 Rx'), 0)).toBeUndefined();
  expect(plainReference(bytesOf('12'), 0)).toBeUndefined();
});
