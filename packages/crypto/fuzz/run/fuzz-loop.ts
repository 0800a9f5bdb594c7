import type { Corpus } from '../corpus/corpus.ts';
import { Random } from '../random.ts';
import type { Target } from '../targets/target.ts';
import type { Journal } from './journal.ts';
import { DEADLINE_SECONDS, MAX_MEMORY } from './limits.ts';
import { type Fault, type Observation, observe } from './observe.ts';
import { reduce } from './reduce.ts';

export type Found = Fault & { input: Uint8Array };

export type Tally = {
  inputs: number;
  seconds: number;
  slowest: { seconds: number; size: number };
  /** Octets the process had at most. */
  memory: number;
  outcomes: number;
};

type Plan = {
  target: Target;
  corpus: Corpus;
  seed: string;
  seconds: number;
  journal: Journal;
  tell: {
    found(finding: Found): Promise<void>;
    /** Now and then, in case the process doesn't live to its end. */
    progress(tally: Tally): Promise<void>;
  };
};

/** Inputs with outcomes not seen before are kept to begin with again, as coverage would tell. */
const MAX_POOL = 2000;
const MAX_KEPT_SIZE = 300_000;
const REDUCE_SECONDS = 15;
const PROGRESS_SECONDS = 2;

/** Runs a target over mutated samples until the time is up. What is done with which input, the seed alone decides. */
export async function fuzzLoop(plan: Plan): Promise<Tally> {
  const { target, corpus, seed, seconds } = plan;
  const random = new Random(seed);
  const samples = corpus.samples.filter(({ kind }) => target.kinds.includes(kind)).map(({ bytes }) => bytes);
  const run = new Run(plan, samples);
  // The samples themselves come first: what is honest is no finding.
  for (const sample of samples) await run.attempt(sample);
  while (run.tally.seconds < seconds && run.tally.memory < MAX_MEMORY) {
    const base = random.pick(random.oneIn(2) ? samples : run.pool);
    await run.attempt(target.mutate(random, base, samples));
  }
  return run.tally;
}

class Run {
  readonly tally: Tally = {
    inputs: 0,
    seconds: 0,
    slowest: { seconds: 0, size: 0 },
    memory: 0,
    outcomes: 0,
  };
  readonly pool: Uint8Array[];
  readonly #plan: Plan;
  readonly #outcomes = new Set<string>();
  readonly #known = new Set<string>();
  readonly #began = performance.now();
  #told = 0;

  constructor(plan: Plan, samples: Uint8Array[]) {
    this.#plan = plan;
    this.pool = [...samples];
  }

  async attempt(input: Uint8Array): Promise<void> {
    const { observation, spent } = await this.#observe(input);
    const { tally } = this;
    tally.inputs += 1;
    tally.seconds = (performance.now() - this.#began) / 1000;
    tally.memory = process.resourceUsage().maxRSS * 1024;
    if (spent > tally.slowest.seconds) tally.slowest = { seconds: spent, size: input.length };
    this.#keep(input, observation.outcome);
    await this.#checkCost(input, spent);
    if (observation.finding !== undefined) await this.#found(input, observation.finding);
    if (tally.seconds < this.#told + PROGRESS_SECONDS) return;
    this.#told = tally.seconds;
    await this.#plan.tell.progress(tally);
  }

  #keep(input: Uint8Array, outcome: string): void {
    if (this.#outcomes.has(outcome)) return;
    this.#outcomes.add(outcome);
    this.tally.outcomes = this.#outcomes.size;
    if (this.pool.length < MAX_POOL && input.length < MAX_KEPT_SIZE) this.pool.push(input);
  }

  async #checkCost(input: Uint8Array, spent: number): Promise<void> {
    const costs: [Fault['kind'], boolean, string][] = [
      ['hang', spent > DEADLINE_SECONDS, `${spent.toFixed(1)} s for one input`],
      ['memory', this.tally.memory > MAX_MEMORY, `${this.tally.memory} octets are in use`],
    ];
    for (const [kind, exceeds, message] of costs) {
      if (exceeds && this.#isNew(kind)) await this.#plan.tell.found({ kind, key: kind, message, input });
    }
  }

  async #found(input: Uint8Array, fault: Fault): Promise<void> {
    if (!this.#isNew(fault.key)) return;
    const isSame = async (smaller: Uint8Array) =>
      (await this.#observe(smaller)).observation.finding?.key === fault.key;
    await this.#plan.tell.found({ ...fault, input: await reduce(input, isSame, REDUCE_SECONDS) });
  }

  #isNew(key: string): boolean {
    const isNew = !this.#known.has(key);
    this.#known.add(key);
    return isNew;
  }

  /** With the processor's time, which a busy machine doesn't lengthen as it does the clock's. */
  async #observe(input: Uint8Array): Promise<{ observation: Observation; spent: number }> {
    const { target, journal } = this.#plan;
    const before = process.cpuUsage();
    journal.begin(input);
    const observation = await observe(target, input);
    journal.end();
    const { user, system } = process.cpuUsage(before);
    return { observation, spent: (user + system) / 1e6 };
  }
}
