import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyPdf } from '@chopmark/crypto';
import { pyHankoEnvironment } from '../../interop/outside/pyhanko-environment.ts';
import { interleavedRates, type Pace } from '../interleaved.ts';
import { type Bench, type BenchOptions, type Row, rounded } from '../row.ts';
import { type Job, writeJob } from './job.ts';
import { makeMaterial } from './make-material.ts';
import { type CaseName, caseNames, type Material } from './material.ts';
import { type Subject, startSubject } from './signing-process.ts';

const PACE: Pace = { rounds: 15, warmUpSeconds: 2.5, roundSeconds: 0.3 };
const SMOKE: Pace = { rounds: 1, warmUpSeconds: 0, roundSeconds: 0 };

/** PAdES B-B with EC P-256 and a visible seal, from an uploaded file's bytes to the signed file's. */
export const signBench: Bench = async (options) => {
  const folder = await mkdtemp(join(tmpdir(), 'chopmark-bench-'));
  try {
    const material = await makeMaterial();
    const subjects = await startSubjects(await writeJob(material, folder), options);
    try {
      return await compare(subjects, material, options);
    } finally {
      for (const subject of subjects) subject.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function startSubjects(job: Job, { note }: BenchOptions): Promise<Subject[]> {
  const here = import.meta.dirname;
  const node = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    join(here, 'node-signer.ts'),
  ] as const;
  const environment = await pyHankoEnvironment(note);
  if ('failed' in environment) throw new Error(`pyHanko could not be installed: ${environment.failed}`);
  const subjects = ['chopmark', 'libpdf', 'signpdf'].map((name) => startSubject(name, [...node, name], job));
  if ('python' in environment) {
    const script = join(here, 'pyhanko_signer.py');
    return [...subjects, startSubject('pyhanko', [environment.python, script], job)];
  }
  note(`sign: WITHOUT pyhanko, as ${environment.skipped}`);
  return subjects;
}

async function compare(
  subjects: Subject[],
  material: Material,
  { note, smoke }: BenchOptions,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of caseNames) {
    note(`sign, ${name}: ${subjects.map((subject) => subject.name).join(', ')} in turn`);
    rows.push(...(await measure(subjects, name, smoke ? SMOKE : PACE)));
    // After all those rounds, as a user would find it; nobody's time counts for rubbish.
    for (const subject of subjects) await requireValid(subject, name, material);
  }
  return rows;
}

async function measure(subjects: Subject[], name: CaseName, pace: Pace): Promise<Row[]> {
  const contestants = subjects.map((subject) => ({
    name: subject.name,
    time: (count: number) => subject.time(name, count),
  }));
  const rates = await interleavedRates(contestants, pace);
  const ours = rates.get('chopmark') ?? Number.NaN;
  return [...rates].map(([subject, rate]) => ({
    bench: 'sign',
    case: name,
    subject,
    perSecond: rounded(rate),
    ratio: rounded(ours / rate),
  }));
}

/** @throws Error that says what is wrong with the file */
async function requireValid(subject: Subject, name: CaseName, { root }: Material): Promise<void> {
  const pdf = await subject.sign(name);
  const report = await verifyPdf({ pdf, trust: [root], crls: [], now: new Date() });
  const [signature, ...more] = report.signatures;
  const good = report.verdict === 'valid' && more.length === 0 && signature?.coverage === 'whole-file';
  if (good) return;
  throw new Error(`${subject.name} at ${name}: the file isn't validly signed: ${JSON.stringify(report)}`);
}
