import { parseArgs } from 'node:util';
import { benches } from '../bench/benches.ts';
import type { Row } from '../bench/row.ts';

const USAGE = `usage: npm run -s bench -- [${Object.keys(benches).join('|')}] [--json]`;
const EXIT = { good: 0, notGood: 1, wrongUse: 64 };
const json = process.argv.includes('--json');

process.exitCode = await main();

/** The figures go to standard output, words about the progress to standard error. */
async function main(): Promise<number> {
  const names = readArguments();
  if (!names) return EXIT.wrongUse;
  try {
    const rows: Row[] = [];
    for (const name of names) {
      const bench = await benches[name]?.();
      if (bench) rows.push(...(await bench({ note: (line) => console.error(line) })));
    }
    console.log(json ? JSON.stringify(rows, null, 2) : tableOf(rows));
    return EXIT.good;
  } catch (error) {
    refuse('BENCH_FAILED', error instanceof Error ? error.message : String(error));
    return EXIT.notGood;
  }
}

/** The benches to run, or undefined with words about why not. */
function readArguments(): string[] | undefined {
  try {
    const { positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
    const [name, ...more] = positionals;
    if (name === undefined) return Object.keys(benches);
    if (Object.hasOwn(benches, name) && more.length === 0) return [name];
    refuse('WRONG_USE', USAGE);
  } catch (error) {
    refuse('WRONG_USE', `${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
  return undefined;
}

function tableOf(rows: Row[]): string {
  const head = ['bench', 'case', 'subject', 'per second', 'per minute', 'ratio', 'seconds', 'memory'];
  const lines = rows.map((row) => [
    row.bench,
    row.case,
    row.subject,
    String(row.perSecond),
    String(Math.round(row.perSecond * 60)),
    String(row.ratio),
    row.seconds === undefined ? '' : String(row.seconds),
    row.memory === undefined ? '' : String(row.memory),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const isText = (column: number) => column < 3;
  const pad = (cell: string, column: number) =>
    isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return [head, ...lines].map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}

/** With --json a JSON answer always, on standard output; the words go to standard error. */
function refuse(code: string, message: string): void {
  if (json) console.log(JSON.stringify({ error: { code, message } }, null, 2));
  console.error(message);
}
