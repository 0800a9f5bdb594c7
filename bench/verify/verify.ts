import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pyHankoEnvironment } from '../../interop/outside/pyhanko-environment.ts';
import { compareSubjects } from '../compare-subjects.ts';
import { writeFiles } from '../files.ts';
import type { Bench, BenchOptions } from '../row.ts';
import { makeMaterial } from '../sign/make-material.ts';
import { CASES } from '../sign/material.ts';
import { signedFiles } from '../sign/signed-files.ts';
import { nodeProgram, type Subject, startSubject } from '../subject-process.ts';
import { verdictSchema } from './job.ts';

/** Every signature of a file, its chain to the anchor, and the revisions after it, from the file's bytes to the verdict. */
export const verifyBench: Bench = async (options) => {
  const folder = await mkdtemp(join(tmpdir(), 'chopmark-bench-'));
  try {
    const material = await makeMaterial(CASES);
    const signed = await signedFiles(material);
    const files = await writeFiles(signed.pdfs, folder);
    const subjects = await startVerifiers(
      { files, root: Buffer.from(material.root).toString('hex') },
      options,
    );
    const check = (subject: Subject, name: string) => requireAllGood(subject, name, signed.signatures[name]);
    return await compareSubjects('verify', { subjects, cases: Object.keys(files), check }, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function startVerifiers(job: { files: Record<string, string>; root: string }, { note }: BenchOptions) {
  const here = import.meta.dirname;
  const environment = await pyHankoEnvironment(note);
  if ('failed' in environment) throw new Error(`pyHanko could not be installed: ${environment.failed}`);
  const ours = startSubject('chopmark', nodeProgram(join(here, 'chopmark-verifier.ts')), job);
  if ('python' in environment) {
    return [ours, startSubject('pyhanko', [environment.python, join(here, 'pyhanko_verifier.py')], job)];
  }
  note(`verify: WITHOUT pyhanko, as ${environment.skipped}`);
  return [ours];
}

/** @throws Error when one didn't find every signature good */
async function requireAllGood(subject: Subject, name: string, expected: number | undefined): Promise<void> {
  const answer = Buffer.from(await subject.result(name)).toString();
  const { good, signatures } = verdictSchema.parse(JSON.parse(answer));
  if (good === expected && signatures === expected) return;
  throw new Error(`${subject.name} at ${name}: not every signature is found good: ${answer}`);
}
