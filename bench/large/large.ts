import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Row } from '../row.ts';
import { rounded } from '../row.ts';
import { writeJob } from '../sign/job.ts';
import { makeMaterial } from '../sign/make-material.ts';
import type { Case } from '../sign/material.ts';
import { requireValid } from '../sign/sign.ts';
import { startSigners } from '../sign/start-signers.ts';
import type { Subject } from '../subject-process.ts';

const SMALL = '100 KB';
const LARGE = '50 MB';
const CASES: Record<string, Case> = {
  [SMALL]: { size: 100 * 1024, pages: 4 },
  [LARGE]: { size: 51_000_000, pages: 60 },
};
const SIGNATURES = 3;

/** How far the memory of a process grows that holds a large file and signs it: it has signed small ones before. */
export const largeBench: Bench = async (options) => {
  const folder = await mkdtemp(join(tmpdir(), 'chopmark-bench-'));
  try {
    const material = await makeMaterial(CASES);
    const size = material.pdfs[LARGE]?.length ?? 0;
    const subjects = await startSigners(await writeJob(material, folder), options);
    try {
      const rows: Row[] = [];
      for (const subject of subjects) {
        options.note(`large: ${subject.name}, ${SIGNATURES} signatures on ${LARGE}`);
        rows.push(await measure(subject, size, rows[0]));
        await requireValid(subject, LARGE, material);
      }
      return rows;
    } finally {
      for (const subject of subjects) subject.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function measure(subject: Subject, size: number, ours: Row | undefined): Promise<Row> {
  const before = await subject.run(SMALL, 5);
  const { seconds, peakBytes } = await subject.run(LARGE, SIGNATURES);
  const rate = SIGNATURES / seconds;
  return {
    bench: 'large',
    case: LARGE,
    subject: subject.name,
    perSecond: rounded(rate),
    ratio: ours ? rounded(ours.perSecond / rate) : 1,
    memory: rounded((peakBytes - before.peakBytes) / size),
  };
}
