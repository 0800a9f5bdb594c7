import { readFileSync } from 'node:fs';
import { readCorpus } from '../corpus/corpus.ts';
import { targets } from '../targets/targets.ts';
import { type Found, fuzzLoop, type Tally } from './fuzz-loop.ts';
import { Journal } from './journal.ts';
import type { FromChild, Task } from './messages.ts';
import { observe } from './observe.ts';

/** One target in a process of its own, which may be stopped at any time: a hang or a lack of memory ends only it. */
process.once('message', (task: Task) => {
  run(task).then(
    () => process.disconnect(),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function run({ name, corpusFile, journalFile, job }: Task): Promise<void> {
  const corpus = readCorpus(readFileSync(corpusFile, 'utf8'));
  const made = targets[name]?.make(corpus);
  if (made === undefined) throw new Error(`there is no target ${name}`);
  const journal = new Journal(journalFile);
  if (job.kind === 'repeat') {
    const input = new Uint8Array(readFileSync(job.file));
    journal.begin(input);
    const observation = await observe(made, input);
    journal.end();
    await tell({ kind: 'repeated', observation, memory: process.resourceUsage().maxRSS * 1024 });
  } else {
    const { seed, seconds } = job;
    const found = ({ input, ...fault }: Found) =>
      tell({ kind: 'found', fault, input: Buffer.from(input).toString('base64') });
    const progress = (tally: Tally) => tell({ kind: 'progress', tally });
    const tally = await fuzzLoop({
      target: made,
      corpus,
      seed,
      seconds,
      journal,
      tell: { found, progress },
    });
    await progress(tally);
  }
  journal.close();
}

/** Has arrived when the promise is kept. */
function tell(message: FromChild): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}
