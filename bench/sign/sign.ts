import { verifyPdf } from '@chopmark/crypto';
import { pyHankoEnvironment } from '../../interop/outside/pyhanko-environment.ts';
import { interleavedRates, type Pace } from '../interleaved.ts';
import { type Bench, type BenchOptions, type Row, rounded } from '../row.ts';
import { chopmarkSubject } from './chopmark.ts';
import { libpdfSubject } from './libpdf.ts';
import { type CaseName, caseNames, type Material, makeMaterial } from './material.ts';
import { pyHankoSubject } from './pyhanko.ts';
import { signpdfSubject } from './signpdf.ts';
import type { Subject } from './subject.ts';

const PACE: Pace = { rounds: 15, warmUpSeconds: 2.5, roundSeconds: 0.3 };
const SMOKE: Pace = { rounds: 1, warmUpSeconds: 0, roundSeconds: 0 };

/** PAdES B-B with EC P-256 and a visible seal, from an uploaded file's bytes to the signed file's. */
export const signBench: Bench = async (options) => {
  const material = await makeMaterial();
  const subjects = await openSubjects(material, options);
  try {
    const rows: Row[] = [];
    for (const name of caseNames) {
      options.note(`sign, ${name}: ${subjects.map((subject) => subject.name).join(', ')} in turn`);
      for (const subject of subjects) await requireValid(subject, name, material);
      rows.push(...(await measure(subjects, name, options.smoke ? SMOKE : PACE)));
      // Again, for whoever gets worse with use.
      for (const subject of subjects) await requireValid(subject, name, material);
    }
    return rows;
  } finally {
    for (const subject of subjects) await subject.close();
  }
};

async function openSubjects(material: Material, { note }: BenchOptions): Promise<Subject[]> {
  const subjects = [chopmarkSubject(material), await libpdfSubject(material), await signpdfSubject(material)];
  const environment = await pyHankoEnvironment(note);
  if ('python' in environment) return [...subjects, await pyHankoSubject(material, environment.python)];
  if ('failed' in environment) throw new Error(`pyHanko could not be installed: ${environment.failed}`);
  note(`sign: WITHOUT pyhanko, as ${environment.skipped}`);
  return subjects;
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

/** Nobody is timed for rubbish. @throws Error that says what is wrong with the file */
async function requireValid(subject: Subject, name: CaseName, { root }: Material): Promise<void> {
  const pdf = await subject.sign(name);
  const report = await verifyPdf({ pdf, trust: [root], crls: [], now: new Date() });
  const [signature, ...more] = report.signatures;
  const good = report.verdict === 'valid' && more.length === 0 && signature?.coverage === 'whole-file';
  if (good) return;
  throw new Error(`${subject.name} at ${name}: the file isn't validly signed: ${JSON.stringify(report)}`);
}
