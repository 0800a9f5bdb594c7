// A taste of `npm run fuzz` at every run of the tests: each reader and writer over some hundred mutated samples.
import { beforeAll, expect, test } from 'vitest';
import type { Corpus } from './corpus/corpus.ts';
import { readCorpus, writeCorpus } from './corpus/corpus.ts';
import { makeCorpus } from './corpus/make-corpus.ts';
import { Random } from './random.ts';
import { observe } from './run/observe.ts';
import { reduce } from './run/reduce.ts';
import { targets } from './targets/targets.ts';

const INPUTS: Record<string, number> = { verify: 40, archive: 30, sign: 60, revision: 40, inspect: 100 };
const OTHERS = 200;
const SEED = 'npm test';

let corpus: Corpus;
beforeAll(async () => {
  corpus = await makeCorpus([]);
});

test.each(Object.keys(targets))('%s: an answer or a coded refusal, whatever the bytes', async (name) => {
  const target = targets[name]?.make(corpus);
  if (target === undefined) throw new Error('no target');
  const random = new Random(`${SEED} ${name}`);
  const samples = corpus.samples.filter(({ kind }) => target.kinds.includes(kind)).map(({ bytes }) => bytes);
  for (let left = INPUTS[name] ?? OTHERS; left > 0; left -= 1) {
    const input = target.mutate(random, random.pick(samples), samples);
    const { finding } = await observe(target, input);
    const hex = () => Buffer.from(input).toString('base64').slice(0, 4000);
    expect(finding?.message, finding && hex()).toBeUndefined();
  }
});

test('equal seeds make equal inputs of a corpus that was kept', () => {
  const kept = readCorpus(writeCorpus(corpus));
  const inputsOf = ({ samples }: Corpus) => {
    const random = new Random('1');
    const pdfs = samples.filter(({ kind }) => kind === 'signed-pdf').map(({ bytes }) => bytes);
    const target = targets.verify?.make(corpus);
    return Array.from({ length: 20 }, () => target?.mutate(random, random.pick(pdfs), pdfs));
  };
  const [first, again] = [inputsOf(corpus), inputsOf(kept)];
  first.forEach((input, i) => {
    expect(Buffer.compare(input ?? Buffer.alloc(0), again[i] ?? Buffer.alloc(0))).toBe(0);
  });
});

test('a fault and a broken promise are findings, a coded refusal is none', async () => {
  const target = targets.cms?.make(corpus);
  if (target === undefined) throw new Error('no target');
  const run = (fault: () => never) => observe({ ...target, run: fault }, new Uint8Array());
  const thrown = await run(() => {
    throw new TypeError('cannot read properties of undefined');
  });
  expect(thrown.finding).toMatchObject({ kind: 'exception' });
  expect((await observe(target, new Uint8Array(3))).finding).toBeUndefined();
  // The verifier is told that nothing was ever signed: then nothing may be intact.
  const [signed] = corpus.samples.filter(({ kind }) => kind === 'signed-pdf');
  const distrustful = targets.verify?.make({ ...corpus, signed: [] });
  const found = distrustful && signed && (await observe(distrustful, signed.bytes));
  expect(found?.finding).toMatchObject({ kind: 'violation', message: 'what is intact was signed so' });
});

test('a finding is reduced to what makes it one', async () => {
  const input = Buffer.from(`${'x'.repeat(300)}needle${'y'.repeat(300)}`);
  const smaller = await reduce(input, async (each) => Buffer.from(each).includes('needle'), 20);
  expect(Buffer.from(smaller).toString('latin1')).toBe('needle');
});
