import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';

const KNOWN = ['verify', 'sign'];

test('all targets for some minutes, one of them as wanted, one input alone', () => {
  expect(readArguments([], KNOWN)).toEqual({
    targets: KNOWN,
    seconds: 240,
    seed: '1',
    input: undefined,
  });
  expect(readArguments(['sign', '--seconds', '5', '--seed', 'x'], KNOWN)).toMatchObject({
    targets: ['sign'],
    seconds: 5,
    seed: 'x',
  });
  expect(readArguments(['sign', '--input', 'a.bin'], KNOWN)).toMatchObject({ input: 'a.bin' });
});

test.each([
  ['an unknown target', ['nothing']],
  ['two targets', ['verify', 'sign']],
  ['no time', ['--seconds', '0']],
  ['a time that is no number', ['--seconds', 'long']],
  ['an input without its target', ['--input', 'a.bin']],
  ['an unknown option', ['--fast']],
])('%s is wrong use', (_, args) => {
  expect(readArguments(args, KNOWN)).toEqual({ usage: expect.stringContaining('[verify|sign]') });
});
