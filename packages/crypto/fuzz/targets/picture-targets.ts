import { PDFContext, type PDFObject, PDFObjectParser, PDFRawStream, PDFRef } from 'pdf-lib';
import { parseObject } from '../../src/pdf/parse-object.ts';
import { embedSeal } from '../../src/pdf/seal-appearance.ts';
import { pathOperators } from '../../src/pdf/svg-path.ts';
import { Lexer } from '../../src/pdf-reader/lexer.ts';
import { defaultLimits, WorkBudget } from '../../src/pdf-reader/limits.ts';
import { parseValue } from '../../src/pdf-reader/parse-value.ts';
import { PdfFile } from '../../src/pdf-reader/pdf-file.ts';
import { PdfDict, PdfStream } from '../../src/pdf-reader/pdf-value.ts';
import { decodeStream } from '../../src/pdf-reader/stream-filters.ts';
import { paintedBoxes } from '../../src/verify/changes/content-boxes.ts';
import { takeSnapshots } from '../../src/verify/snapshot.ts';
import { makePdf, stream } from '../../src/verify/testing/pdf-maker.ts';
import { mutateBytes } from '../mutate/bytes.ts';
import { mutateContent } from '../mutate/content.ts';
import { latin1 } from '../mutate/latin1.ts';
import { type Mutator, oneOf, repeated } from '../mutate/mutator.ts';
import { mutateTokens } from '../mutate/pdf-tokens.ts';
import { must, type TargetMaker } from './target.ts';

/** Page content, which also is a form that draws itself, in a file with a font. */
export const content: TargetMaker = () => ({
  kinds: ['content'],
  mutate: repeated(mutateContent),
  run(input) {
    const text = latin1(input);
    const resources = '<< /Font << /F1 5 0 R >> /XObject << /X1 6 0 R >> >>';
    const pdf = makePdf({
      1: '<< /Type /Catalog /Pages 2 0 R >>',
      2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      3: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources ${resources} >>`,
      4: stream(text),
      5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 32 /Widths [250 300] >>',
      6: stream(text, `/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources ${resources}`),
    });
    const file = PdfFile.open(pdf);
    const [snapshot] = takeSnapshots(file);
    if (snapshot === undefined) return 'no page';
    const boxes = paintedBoxes(snapshot, 3);
    for (const { box } of boxes)
      must(box[0] <= box[2] && box[1] <= box[3], 'a painted box has corners in order');
    return `${Math.min(boxes.length, 4)} ${[...new Set(boxes.map(({ kind }) => kind))].join()}`;
  },
});

/** A stream dictionary and behind its end the packed data. */
export const streams: TargetMaker = () => ({
  kinds: ['stream'],
  mutate: repeated(oneOf([3, mutateBytes], [2, mutateTokens])),
  run(input) {
    const lexer = new Lexer(input);
    const dict = parseValue(lexer, defaultLimits.maxNesting);
    if (!(dict instanceof PdfDict)) return 'no dictionary';
    const budget = new WorkBudget(defaultLimits);
    const decoded = decodeStream(new PdfStream(dict, input.subarray(lexer.pos + 1)), budget);
    must(decoded.length <= defaultLimits.maxInflated, 'no stream unpacks beyond its limit');
    return `${Math.min(3, Math.ceil(Math.log10(decoded.length + 1)))}`;
  },
});

const PATH_TOKENS = [
  'M',
  'L',
  'z',
  'A',
  'a',
  'C',
  'S',
  'Q',
  'T',
  'H',
  'v',
  '1e9',
  '999999',
  '-0',
  '.',
  ',',
  '00',
  '1e-400',
  'NaN',
  '"',
];

const mutatePath: Mutator = (random, input) => {
  const words = latin1(input).split(/(?=[\s,A-Za-z])/);
  words.splice(
    random.below(words.length + 1),
    random.below(3),
    ` ${random.pick(PATH_TOKENS)} `.repeat(random.pick([1, 1, 1, 7, 3000])),
  );
  return Buffer.from(words.join(''), 'latin1');
};

/** Pictures and drawings that users bring as their seal. */
export const seal: TargetMaker = () => ({
  kinds: ['path', 'png'],
  mutate: repeated(oneOf([2, mutatePath], [3, mutateBytes])),
  async run(input) {
    if (input[0] === 0x89) {
      embedSeal(PDFContext.create(), { type: 'png', png: input });
      return 'picture';
    }
    const operators = pathOperators(latin1(input));
    must(/^[-\d.\smlch]*$/.test(operators), `a path becomes plain numbers: ${operators.slice(0, 80)}`);
    return `path ${Math.min(5, Math.ceil(Math.log10(operators.length + 1)))}`;
  },
});

/** Objects of an upload: what is read here is what pdf-lib's own parser reads. */
export const objects: TargetMaker = () => ({
  kinds: ['object'],
  mutate: repeated(oneOf([3, mutateTokens], [1, mutateBytes])),
  run(input) {
    const context = PDFContext.create();
    const read = textOfObject(() => parseObject(input, 0, context, PDFRef.of(1)));
    const byOther = textOfObject(() => PDFObjectParser.forBytes(input, context).parseObject(PDFRef.of(1)));
    must(read === byOther, `an object is read as pdf-lib reads it: ${read} and not ${byOther}`);
    return read === undefined ? 'refused' : `read ${read.slice(0, 6)}`;
  },
});

function textOfObject(parse: () => PDFObject): string | undefined {
  try {
    const object = parse();
    const data = object instanceof PDFRawStream ? latin1(object.contents) : '';
    return `${object instanceof PDFRawStream ? object.dict : object} ${data}`;
  } catch {
    return undefined;
  }
}
