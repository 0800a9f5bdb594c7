import { join } from 'node:path';
import { pyHankoEnvironment } from '../../interop/outside/pyhanko-environment.ts';
import type { BenchOptions } from '../row.ts';
import { nodeProgram, type Subject, startSubject } from '../subject-process.ts';
import type { Job } from './job.ts';

/** Ours and the peers, each with the job. */
export async function startSigners(job: Job, { note }: BenchOptions): Promise<Subject[]> {
  const here = import.meta.dirname;
  const environment = await pyHankoEnvironment(note);
  if ('failed' in environment) throw new Error(`pyHanko could not be installed: ${environment.failed}`);
  const program = nodeProgram(join(here, 'node-signer.ts'));
  const subjects = ['chopmark', 'chopmark, new memory', 'libpdf', 'signpdf'].map((name) =>
    startSubject(name, [...program, name], job),
  );
  if ('python' in environment) {
    const script = join(here, 'pyhanko_signer.py');
    return [...subjects, startSubject('pyhanko', [environment.python, script], job)];
  }
  note(`sign: WITHOUT pyhanko, as ${environment.skipped}`);
  return subjects;
}
