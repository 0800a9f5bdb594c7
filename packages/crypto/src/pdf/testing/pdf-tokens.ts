import fc from 'fast-check';

const TOKENS = [
  ...['<<', '>>', '[', ']', '/A', '/B', '/B#43', '1', '-2.5', '3 0 R', '1.5 0 R'],
  ...['(s)', '(\\))', '<414', '<41>', 'null', 'true', 'x', '%c\n'],
];

/** Text of up to `maxLength` tokens of PDF syntax in whatever order: most of it makes no sense. */
export const pdfTokens = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(fc.constantFrom(...TOKENS), { maxLength }), fc.constantFrom(' ', '\n'))
    .map(([tokens, space]) => tokens.join(space));
