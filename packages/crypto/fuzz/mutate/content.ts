import { mutateBytes } from './bytes.ts';
import { latin1, octets } from './latin1.ts';
import { type Mutator, oneOf } from './mutator.ts';

const OPERATORS =
  'q Q cm w J j M d ri i gs m l c v y h re S s f F f* B B* b b* n W W* BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T* Tj TJ \' " d0 d1 CS cs SC SCN sc scn G g RG rg K k sh BI ID EI Do MP DP BMC BDC EMC BX EX'.split(
    ' ',
  );
const OPERANDS = [
  '0', '1', '-1', '0.5', '1e5', '99999999999999999999', '-.', '.', '/F1', '/X1', '/Missing', '/', '(text)', '(', ')',
  '<feff>', '<', '[(a) -120 (b)]', '[', ']', '<</A 1>>', '<<', '>>', '[[[[[[[[[[[[[[[[[[[[', '%', 'true', 'null', '\0',
]; // biome-ignore format: a list

const operator: Mutator = (random, input) => {
  const text = latin1(input);
  const spaces = [...text.matchAll(/\s+/g)].map((match) => match.index);
  const at = spaces.length > 0 ? random.pick(spaces) : 0;
  const operands = Array.from({ length: random.below(7) }, () => random.pick(OPERANDS));
  const piece = ` ${[...operands, random.pick(OPERATORS)].join(' ')} `;
  const times = random.pick([1, 1, 1, 1, 3, 600, 20_000]);
  if (text.length + piece.length * times > 500_000) return input;
  return octets(text.slice(0, at) + piece.repeat(times) + text.slice(at));
};

const swapped: Mutator = (random, input) => {
  const words = latin1(input).split(' ');
  const [one, other] = [random.below(words.length), random.below(words.length)];
  [words[one], words[other]] = [words[other] ?? '', words[one] ?? ''];
  return octets(words.join(' '));
};

const inlineImage: Mutator = (random, input) => {
  const dict = random.pick(['/W 4 /H 4 /BPC 8 /CS /G', '/L 9', '/F /Fl', '/W 1 /H 1 /F [/AHx /Fl]', '<<']);
  const data = latin1(random.bytes(random.length(200)));
  const end = random.pick([' EI ', '\nEI\n', 'EI', '', ' EIQ ']);
  const at = random.below(input.length);
  return Buffer.concat([input.subarray(0, at), octets(` BI ${dict} ID ${data}${end}`), input.subarray(at)]);
};

/** Page content, appearances and what else is made of operators. */
export const mutateContent: Mutator = oneOf([5, operator], [2, swapped], [1, inlineImage], [3, mutateBytes]);
