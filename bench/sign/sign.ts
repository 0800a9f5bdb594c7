import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyPdf } from '@chopmark/crypto';
import { compareSubjects } from '../compare-subjects.ts';
import type { Bench } from '../row.ts';
import type { Subject } from '../subject-process.ts';
import { writeJob } from './job.ts';
import { makeMaterial } from './make-material.ts';
import { CASES, type Material } from './material.ts';
import { startSigners } from './start-signers.ts';

/** PAdES B-B with EC P-256 and a visible seal, from a prepared file's bytes to the signed file's. */
export const signBench: Bench = async (options) => {
  const folder = await mkdtemp(join(tmpdir(), 'chopmark-bench-'));
  try {
    const material = await makeMaterial(CASES);
    const subjects = await startSigners(await writeJob(material, folder), options);
    const check = (subject: Subject, name: string) => requireValid(subject, name, material);
    return await compareSubjects('sign', { subjects, cases: Object.keys(CASES), check }, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** @throws Error that says what is wrong with the file */
export async function requireValid(subject: Subject, name: string, { root }: Material): Promise<void> {
  const pdf = await subject.result(name);
  const report = await verifyPdf({ pdf, trust: [root], crls: [], now: new Date() });
  const [signature, ...more] = report.signatures;
  const good = report.verdict === 'valid' && more.length === 0 && signature?.coverage === 'whole-file';
  if (good) return;
  throw new Error(`${subject.name} at ${name}: the file isn't validly signed: ${JSON.stringify(report)}`);
}
