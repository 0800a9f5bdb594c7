import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Found, fuzzTarget, makeCorpus, repeat, targets, writeCorpus } from '@chopmark/crypto/fuzz';
import { readEnv } from './env.ts';
import { type Arguments, readArguments } from './fuzz/arguments.ts';
import { otherWriters } from './fuzz/other-writers.ts';
import { type Row, tableOf } from './fuzz/table.ts';

const EXIT = { clean: 0, findings: 1, unreadable: 2, wrongUse: 64 };
const MAX_MESSAGE_LINES = 12;

process.exitCode = await main();

/** Hostile input for all that reads any: it gives an answer or a coded refusal, soon, in bounded memory. docs/fuzzing.md */
async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2), Object.keys(targets));
  if ('usage' in args) {
    console.error(args.usage);
    return EXIT.wrongUse;
  }
  const folder = join(readEnv().CHOPMARK_DATA, 'fuzz');
  mkdirSync(join(folder, 'findings'), { recursive: true });
  const corpusFile = join(folder, 'corpus.json');
  // Its keys and signatures are new each time it is made. Kept, equal seeds give equal inputs.
  if (!existsSync(corpusFile)) writeFileSync(corpusFile, writeCorpus(await makeCorpus(await otherWriters())));
  return args.input === undefined ? fuzzAll(args, folder, corpusFile) : repeatOne(args, folder, corpusFile);
}

async function fuzzAll({ targets: names, seconds, seed }: Arguments, folder: string, corpusFile: string) {
  const total = names.reduce((sum, name) => sum + weightOf(name), 0);
  const rows: Row[] = [];
  for (const target of names) {
    const row: Row = { target, tallies: [], findings: 0 };
    const share = (seconds * weightOf(target)) / total;
    console.error(`${target}: ${Math.round(share)} s, seed ${seed}`);
    const found = (finding: Found) => {
      row.findings += 1;
      record(target, finding, join(folder, 'findings'));
    };
    row.tallies = await fuzzTarget({ name: target, corpusFile, folder }, { seed, seconds: share }, found);
    rows.push(row);
  }
  console.log(tableOf(rows));
  return rows.some(({ findings }) => findings > 0) ? EXIT.findings : EXIT.clean;
}

function weightOf(name: string): number {
  return targets[name]?.weight ?? 1;
}

/** The input as a file named by its content, and how to try it again. */
function record(target: string, { kind, message, input }: Found, folder: string): void {
  const name = createHash('sha256').update(input).digest('hex').slice(0, 12);
  const file = join(folder, `${target}-${kind}-${name}.bin`);
  writeFileSync(file, input);
  console.error(`FOUND ${kind} by ${target}, ${input.length} octets`);
  console.error(`  ${message.split('\n').slice(0, MAX_MESSAGE_LINES).join('\n  ')}`);
  console.error(`  npm run -s fuzz -- ${target} --input ${relative(process.cwd(), file)}`);
}

async function repeatOne(
  { targets: [name = ''], input = '' }: Arguments,
  folder: string,
  corpusFile: string,
) {
  if (!existsSync(input)) {
    console.error(`${input} cannot be read`);
    return EXIT.unreadable;
  }
  const { observation, memory, seconds, end } = await repeat({ name, corpusFile, folder }, input);
  const outcome = observation?.finding?.message ?? observation?.outcome ?? `the process ${end}`;
  console.log(`${name}, ${readFileSync(input).length} octets: ${outcome}`);
  console.log(`${seconds.toFixed(1)} s with the start, at most ${Math.round(memory / 2 ** 20)} MB`);
  return end === 'told' && observation?.finding === undefined ? EXIT.clean : EXIT.findings;
}
