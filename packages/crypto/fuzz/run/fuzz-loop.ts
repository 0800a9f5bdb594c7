import type { Corpus } from '../corpus/corpus.ts';
import { Random } from '../random.ts';
import type { Target } from '../targets/target.ts';
import type { Journal } from './journal.ts';
import { DEADLINE_SECONDS, MAX_MEMORY } from './limits.ts';
import { type Fault, observe } from './observe.ts';
import { reduce } from './reduce.ts';

export type Found = Fault & { input: Uint8Array };

export type Tally = {
  inputs: number;
  seconds: number;
  slowest: { seconds: number; size: number };
  /** Octets the process had at most. */
  memory: number;
  outcomes: number;
  /** Stopped early: the process holds more than it may. */
  full: boolean;
};

type Loop = {
  target: Target;
  corpus: Corpus;
  seed: string;
  seconds: number;
  journal: Journal;
  found: (finding: Found) => Promise<void>;
};

/** Inputs with outcomes not seen before are kept to begin with again, as coverage would tell. */
const MAX_POOL = 2000;
const MAX_KEPT_SIZE = 300_000;
const REDUCE_SECONDS = 15;

/** Runs a target over mutated samples until the time is up. What is done with which input, the seed alone decides. */
export async function fuzzLoop({ target, corpus, seed, seconds, journal, found }: Loop): Promise<Tally> {
  const random = new Random(seed);
  const samples = corpus.samples.filter(({ kind }) => target.kinds.includes(kind)).map(({ bytes }) => bytes);
  const pool = [...samples];
  const outcomes = new Set<string>();
  const known = new Set<string>();
  const tally: Tally = {
    inputs: 0,
    seconds: 0,
    slowest: { seconds: 0, size: 0 },
    memory: 0,
    outcomes: 0,
    full: false,
  };
  const began = performance.now();
  const goesOn = () => performance.now() - began < seconds * 1000 && !tally.full;
  for (let number = 0; number < samples.length || goesOn(); number += 1) {
    // The samples themselves come first: what is honest is no finding.
    const input =
      samples[number] ?? target.mutate(random, random.pick(random.oneIn(2) ? samples : pool), samples);
    const { observation, spent } = await timed(() => observe(target, input), input, journal);
    tally.inputs += 1;
    if (spent > tally.slowest.seconds) tally.slowest = { seconds: spent, size: input.length };
    tally.memory = process.resourceUsage().maxRSS * 1024;
    if (tally.memory > MAX_MEMORY) {
      tally.full = true;
      await found({ kind: 'memory', key: 'memory', message: `${tally.memory} octets are in use`, input });
    }
    if (!outcomes.has(observation.outcome)) {
      outcomes.add(observation.outcome);
      if (pool.length < MAX_POOL && input.length < MAX_KEPT_SIZE) pool.push(input);
    }
    if (spent > DEADLINE_SECONDS && !known.has('hang')) {
      known.add('hang');
      await found({ kind: 'hang', key: 'hang', message: `${spent.toFixed(1)} s for one input`, input });
    }
    const { finding } = observation;
    if (finding === undefined || known.has(finding.key)) continue;
    known.add(finding.key);
    const isSame = async (smaller: Uint8Array) => {
      const again = await timed(() => observe(target, smaller), smaller, journal);
      return again.observation.finding?.key === finding.key;
    };
    await found({ ...finding, input: await reduce(input, isSame, REDUCE_SECONDS) });
  }
  tally.seconds = (performance.now() - began) / 1000;
  tally.outcomes = outcomes.size;
  return tally;
}

/** The processor's time, which a busy machine doesn't lengthen as it does the clock's. */
async function timed<T>(run: () => Promise<T>, input: Uint8Array, journal: Journal) {
  const before = process.cpuUsage();
  journal.begin(input);
  const observation = await run();
  journal.end();
  const { user, system } = process.cpuUsage(before);
  return { observation, spent: (user + system) / 1e6 };
}
