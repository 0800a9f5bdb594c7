import { type Form, writeRevision } from '../../src/pdf/testing/write-revision.ts';
import type { Random } from '../random.ts';
import { mutateBytes } from './bytes.ts';
import { mutateContent } from './content.ts';
import { mutateDer } from './der.ts';
import { latin1, octets } from './latin1.ts';
import { type Mutator, oneOf, repeated } from './mutator.ts';
import { decodedStream, lastSection, takeApart, withStreamContent } from './pdf-objects.ts';
import { mutateInPlace, mutateSyntax, mutateTokens } from './pdf-tokens.ts';

const FORMS: Form[] = ['table', 'stream', 'hybrid'];

/** All objects written anew, some of them changed: the cross-reference is right, so the changes are reached. */
const rewritten: Mutator = (random, input, others) => {
  const { objects, root } = takeApart(input);
  for (let left = random.pick([1, 1, 2, 3]); left > 0 && objects.size > 0; left -= 1) {
    changeObject(random, objects, others);
  }
  const header = octets(random.oneIn(8) ? '%PDF-1.4\n' : '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n');
  return writeRevision(header, { objects, trailer: trailerOf(random, root), form: random.pick(FORMS) });
};

/** An incremental update that changes some objects: what an attacker does to a signed file. */
const updated: Mutator = (random, input, others) => {
  const { objects, root } = takeApart(input);
  if (objects.size === 0) return mutateBytes(random, input, others);
  const chosen = new Map<number, string>();
  for (let left = random.pick([1, 1, 2, 3]); left > 0; left -= 1) {
    const num = random.pick([...objects.keys()]);
    chosen.set(num, objects.get(num) ?? 'null');
  }
  if (!random.oneIn(12)) changeObject(random, chosen, others, [...objects.values()]);
  const previous = random.oneIn(10) ? random.below(input.length) : lastSection(input);
  const before = random.oneIn(15) ? Buffer.concat([input, random.bytes(random.length(40))]) : input;
  const trailer = `${trailerOf(random, root)} /Prev ${previous}`;
  const elsewhere = random.below(input.length);
  return writeRevision(before, {
    objects: chosen,
    trailer: random.oneIn(12) ? latin1(mutateTokens(random, octets(trailer), others)) : trailer,
    form: random.pick(FORMS),
    ...(random.oneIn(10) && { row: () => elsewhere }),
  });
};

function trailerOf(random: Random, root: string): string {
  const id = random.oneIn(4) ? '/ID [<00> <01>]' : '';
  return random.oneIn(30) ? `/Root ${random.below(30)} 0 R ${id}` : `/Root ${root} ${id}`;
}

/** Changes one object's dictionary or, packed anew, its stream; or puts another object there. */
function changeObject(
  random: Random,
  objects: Map<number, string>,
  others: readonly Uint8Array[],
  siblings: string[] = [...objects.values()],
): void {
  const num = random.pick([...objects.keys()]);
  const body = objects.get(num) ?? '';
  const content = decodedStream(body);
  if (content !== undefined && random.oneIn(2)) {
    const mutator = content[0] === 0x30 ? mutateDer : random.oneIn(3) ? mutateBytes : mutateContent;
    objects.set(num, withStreamContent(body, mutator(random, content, others)));
  } else if (random.oneIn(10)) {
    objects.set(num, random.pick(siblings));
  } else {
    const split = content === undefined ? body.length : body.indexOf('stream');
    const head = latin1(mutateTokens(random, octets(body.slice(0, split)), others));
    objects.set(num, head + body.slice(split));
  }
}

/** Lines of cross-reference tables shuffled, freed, pointed elsewhere; the length stays. */
const shuffledTable: Mutator = (random, input) => {
  const text = latin1(input);
  const lines = [...text.matchAll(/^\d{10} \d{5} [nf]/gm)];
  if (lines.length < 2) return input;
  const [one, other] = [random.pick(lines), random.pick(lines)];
  const far = String(random.below(input.length * 2)).padStart(10, '0');
  const replacement = random.pick([
    other[0],
    one[0].replace(/^\d+/, far),
    one[0].replace(/\d{5} n/, '00001 n'),
    one[0].endsWith('n') ? one[0].replace('n', 'f') : one[0].replace('f', 'n'),
  ]);
  return octets(text.slice(0, one.index) + replacement + text.slice(one.index + replacement.length));
};

/** /Prev, /XRefStm, startxref, /First, /N, /Length, … : numbers that say where something is. */
const misdirected: Mutator = (random, input) => {
  const text = latin1(input);
  const places = [
    ...text.matchAll(/(startxref\s+|\/(?:Prev|XRefStm|Length|First|N|Size|Count|W \[|Index \[)\s?)(\d+)/g),
  ];
  if (places.length === 0) return input;
  const place = random.pick(places);
  const [, keyword = '', digits = ''] = place;
  const sections = places
    .filter(([, word]) => word?.startsWith('startxref'))
    .map(([, , number]) => number ?? '0');
  const target = random.pick([
    ...sections,
    digits,
    String(random.below(input.length)),
    '0',
    '4294967296',
    '-1',
  ]);
  const start = place.index + keyword.length;
  const fitted = target.length <= digits.length ? target.padStart(digits.length, '0') : target;
  return octets(text.slice(0, start) + fitted + text.slice(start + digits.length));
};

/** An earlier revision, with or without something else behind it. */
const rolledBack: Mutator = (random, input, others) => {
  const ends = [...latin1(input).matchAll(/%%EOF\r?\n?/g)].map((match) => match.index + match[0].length);
  if (ends.length === 0) return input;
  const head = input.subarray(0, random.pick(ends));
  return random.oneIn(2) ? updated(random, head, others) : head;
};

/** A digit of a signature's own value, or its encoding. */
const otherContents: Mutator = (random, input) => {
  const text = latin1(input);
  const places = [...text.matchAll(/\/Contents\s*<([0-9A-Fa-f]+)>/g)];
  if (places.length === 0) return input;
  const place = random.pick(places);
  const [whole, hex = ''] = place;
  const used = hex.replace(/(?:00)+$/, '');
  const start = place.index + whole.length - 1 - hex.length;
  const der = mutateDer(
    random,
    Buffer.from(used, 'hex'),
    places.map(([, each = '']) => Buffer.from(each.replace(/(?:00)+$/, ''), 'hex')),
  );
  const changed = Buffer.from(der).toString('hex').padEnd(hex.length, '0');
  const fitted = random.oneIn(5) ? changed : changed.slice(0, hex.length);
  return octets(text.slice(0, start) + fitted + text.slice(start + hex.length));
};

export const mutatePdf: Mutator = repeated(
  oneOf(
    [3, mutateBytes],
    [4, mutateSyntax],
    [2, mutateInPlace],
    [6, rewritten],
    [2, shuffledTable],
    [2, misdirected],
    [2, updated],
  ),
);

/** The same for signed files, where what is rewritten has lost its signatures. */
export const mutateSignedPdf: Mutator = repeated(
  oneOf(
    [3, mutateBytes],
    [2, mutateSyntax],
    [3, mutateInPlace],
    [1, rewritten],
    [1, shuffledTable],
    [2, misdirected],
    [9, updated],
    [3, rolledBack],
    [3, otherContents],
  ),
);
