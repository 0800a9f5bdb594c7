export { readCorpus, type Sample, writeCorpus } from './corpus/corpus.ts';
export { makeCorpus } from './corpus/make-corpus.ts';
export type { Found, Tally } from './run/fuzz-loop.ts';
export { fuzzTarget, repeat, type Watched } from './run/watch.ts';
export { targets } from './targets/targets.ts';
