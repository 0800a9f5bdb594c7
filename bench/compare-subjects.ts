import { interleavedRates, type Pace } from './interleaved.ts';
import { type BenchOptions, type Row, rounded } from './row.ts';
import type { Subject } from './subject-process.ts';

const PACE: Pace = { rounds: 15, warmUpSeconds: 2.5, roundSeconds: 0.3 };
const SMOKE: Pace = { rounds: 1, warmUpSeconds: 0, roundSeconds: 0 };

type Comparison = {
  subjects: Subject[];
  cases: string[];
  /** After all those rounds, as a user would find it. @throws Error when the result isn't what it should be */
  check(subject: Subject, caseName: string): Promise<void>;
};

/** All subjects in turn, a case after the other; then they are ended. Nobody's time counts for rubbish. */
export async function compareSubjects(
  bench: string,
  { subjects, cases, check }: Comparison,
  { note, smoke }: BenchOptions,
): Promise<Row[]> {
  const rows: Row[] = [];
  try {
    for (const name of cases) {
      note(`${bench}, ${name}: ${subjects.map((subject) => subject.name).join(', ')} in turn`);
      rows.push(...(await measure(bench, subjects, name, smoke ? SMOKE : PACE)));
      for (const subject of subjects) await check(subject, name);
    }
    return rows;
  } finally {
    for (const subject of subjects) subject.close();
  }
}

async function measure(bench: string, subjects: Subject[], name: string, pace: Pace): Promise<Row[]> {
  const contestants = subjects.map((subject) => ({
    name: subject.name,
    time: async (count: number) => (await subject.run(name, count)).seconds,
  }));
  const rates = await interleavedRates(contestants, pace);
  const ours = rates.get('chopmark') ?? Number.NaN;
  return [...rates].map(([subject, rate]) => ({
    bench,
    case: name,
    subject,
    perSecond: rounded(rate),
    ratio: rounded(ours / rate),
  }));
}
