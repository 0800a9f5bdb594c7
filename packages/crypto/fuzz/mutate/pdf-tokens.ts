import type { Random } from '../random.ts';
import { latin1, octets } from './latin1.ts';
import { type Mutator, oneOf } from './mutator.ts';

const NUMBERS = [
  '0', '-0', '1', '-1', '2', '3', '9', '255', '256', '65535', '65536', '8388607', '8388608', '2147483647',
  '2147483648', '4294967295', '4294967296', '9007199254740991', '9007199254740993', '99999999999999999999',
  '-2147483649', '0.5', '.', '+1', '1e9', '00000000012', '360', '450', '-90', '1000000',
]; // biome-ignore format: a list

const NAMES = [
  'Type', 'Catalog', 'Pages', 'Page', 'Kids', 'Count', 'Parent', 'MediaBox', 'CropBox', 'Rotate', 'Resources',
  'Contents', 'Annots', 'AcroForm', 'Fields', 'FT', 'Sig', 'Tx', 'Btn', 'V', 'AP', 'N', 'Rect', 'P', 'F', 'Ff', 'T',
  'DA', 'DR', 'Lock', 'SigFlags', 'Perms', 'DocMDP', 'FieldMDP', 'Reference', 'TransformParams', 'TransformMethod',
  'Action', 'All', 'Include', 'Exclude', 'ByteRange', 'SubFilter', 'Filter', 'ETSI.RFC3161',
  'ETSI.CAdES.detached', 'adbe.pkcs7.detached', 'adbe.pkcs7.sha1', 'DSS', 'VRI', 'Certs', 'CRLs', 'OCSPs', 'Root',
  'Info', 'ID', 'Prev', 'XRefStm', 'Size', 'W', 'Index', 'Extends', 'First', 'Length', 'Encrypt', 'XRef', 'ObjStm',
  'FlateDecode', 'LZWDecode', 'ASCIIHexDecode', 'ASCII85Decode', 'RunLengthDecode', 'DCTDecode', 'Crypt', 'Fl',
  'DecodeParms', 'Predictor', 'Columns', 'Colors', 'BitsPerComponent', 'EarlyChange', 'StructTreeRoot', 'Names',
  'OpenAction', 'AA', 'Metadata', 'Outlines', 'OCProperties', 'XFA', 'NeedAppearances', 'Extensions', 'Version',
  'Subtype', 'Widget', 'Form', 'XObject', 'Font', 'Matrix', 'BBox', 'Encoding', 'Widths', 'Collection', 'M',
]; // biome-ignore format: a list

const TOKENS = [
  '<<', '>>', '[', ']', '(', ')', '<', '>', '{', '}', '%', '/', '//', '/#', '/#00', '/A#4', '<<>>', '[]', '()', '<>',
  '<4', '\\', '\\777', '(\\', 'true', 'false', 'null', 'R', 'obj', 'endobj', 'stream', 'endstream', 'xref', 'trailer',
  'startxref', '%%EOF', '%PDF-1.7', '%PDF-2.0', ' ', '\r', '\n', '\r\n', '\0', '\t', '\f', '0 0 R', '1 0 R', '1 1 R',
  '2 0 R', '9 65535 R', '99999 0 R', '0000000000 65535 f ', '0000000017 00000 n ', '5 0 obj null endobj',
]; // biome-ignore format: a list

// From the beginning of a number only: there are runs of ten thousands of digits.
const REFERENCE = /(?<!\d)\d{1,9} \d{1,5} R/g;
const PIECE = /<<[^<>]{0,400}>>|(?<!\d)\d{1,9} 0 R|\/[A-Za-z]+|\[[^[\]]{0,400}\]/g;

/** Changes at the level of tokens: they keep most of a file's syntax and shift what follows. */
export const mutateTokens: Mutator = (random, input, others) => {
  const text = latin1(input);
  return octets(random.pick(CHANGES)(random, text, others));
};

/** As `mutateTokens`, but the file keeps its length: all offsets still hold. */
export const mutateInPlace: Mutator = (random, input, others) => {
  const text = latin1(input);
  const match = someMatch(random, text, random.pick([/\d+/g, /\/[^\s()<>[\]{}/%]+/g, /[^\s]+/g, REFERENCE]));
  if (match === undefined) return input;
  const length = match.text.length;
  const [other] = [random.pick(CHANGES)(random, match.text, others), random.pick(NUMBERS)];
  const fitted = /^\d+$/.test(match.text) ? random.pick(NUMBERS).slice(-length).padStart(length, '0') : other;
  const piece = fitted.padEnd(length).slice(0, length);
  return octets(text.slice(0, match.at) + piece + text.slice(match.at + length));
};

export const mutateSyntax = oneOf([3, mutateTokens], [2, mutateInPlace]);

type Change = (random: Random, text: string, others: readonly Uint8Array[]) => string;

const CHANGES: Change[] = [
  function number(random, text) {
    return replaceSome(random, text, /[-+]?\d+(?:\.\d+)?/g, () => random.pick(NUMBERS));
  },
  function nearNumber(random, text) {
    return replaceSome(random, text, /\d+/g, (found) =>
      String(Number(found) + random.pick([-1, 1, 2, 10, -10])),
    );
  },
  function reference(random, text) {
    const numbers = [...text.matchAll(/(?<!\d)(\d{1,9}) 0 obj/g)].map(([, number]) => number);
    const target = () => (numbers.length > 0 ? random.pick(numbers) : random.below(60));
    return replaceSome(random, text, REFERENCE, () => `${target()} 0 R`);
  },
  function name(random, text) {
    return replaceSome(random, text, /\/[^\s()<>[\]{}/%]+/g, () => `/${random.pick(NAMES)}`);
  },
  function entry(random, text) {
    return replaceSome(random, text, /<</g, () => `<< /${random.pick(NAMES)} ${value(random)} `);
  },
  function entryRemoved(random, text) {
    return replaceSome(random, text, /\/[A-Za-z]+\s*(?:\d{1,9} \d{1,5} R|\/?[A-Za-z0-9.]{1,40})/g, () => ' ');
  },
  function valueReplaced(random, text) {
    return replaceSome(random, text, /(?<!\d)\d{1,9} \d{1,5} R|\([^()]*\)|\[[^[\]]*\]|true|false|\d+/g, () =>
      value(random),
    );
  },
  function inserted(random, text) {
    return replaceSome(random, text, /(?<=[\s>\])])/g, () => `${random.pick(TOKENS)} `);
  },
  function swapped(random, text) {
    const one = someMatch(random, text, PIECE);
    const other = someMatch(random, text, PIECE);
    if (one === undefined || other === undefined || other.at < one.at + one.text.length) return text;
    const between = text.slice(one.at + one.text.length, other.at);
    return text.slice(0, one.at) + other.text + between + one.text + text.slice(other.at + other.text.length);
  },
  function nested(random, text) {
    const [open, close] = random.pick([
      ['[', ']'],
      ['<</A ', '>>'],
      ['(', ')'],
      ['<</Kids[', ']>>'],
    ] as const);
    const depth = random.pick([2, 40, 64, 65, 500, 20_000]);
    return replaceSome(
      random,
      text,
      /(?<!\d)\d{1,9} 0 R|\[/g,
      (found) => open.repeat(depth) + found + close.repeat(depth),
    );
  },
  function repeatedMany(random, text) {
    return replaceSome(random, text, REFERENCE, (found) =>
      `${found} `.repeat(random.pick([2, 3, 100, 20_000])),
    );
  },
];

/** A direct value, or a reference to any object. */
function value(random: Random): string {
  return random.pick([
    () => random.pick(NUMBERS),
    () => `/${random.pick(NAMES)}`,
    () => `${random.below(40)} 0 R`,
    () => `[${random.below(40)} 0 R ${random.pick(NUMBERS)}]`,
    () => `<< /${random.pick(NAMES)} ${random.below(40)} 0 R >>`,
    () => `[${random.pick(NUMBERS)} ${random.pick(NUMBERS)} ${random.pick(NUMBERS)} ${random.pick(NUMBERS)}]`,
    () => '(text)',
    () => '<feff4e2d>',
    () => random.pick(TOKENS),
  ])();
}

function someMatch(random: Random, text: string, pattern: RegExp): { at: number; text: string } | undefined {
  const from = random.below(text.length);
  pattern.lastIndex = from;
  const after = pattern.exec(text);
  if (after !== null) return { at: after.index, text: after[0] };
  pattern.lastIndex = 0;
  const first = pattern.exec(text);
  return first === null ? undefined : { at: first.index, text: first[0] };
}

function replaceSome(random: Random, text: string, pattern: RegExp, by: (found: string) => string): string {
  const match = someMatch(random, text, pattern);
  if (match === undefined) return text;
  return text.slice(0, match.at) + by(match.text) + text.slice(match.at + match.text.length);
}
