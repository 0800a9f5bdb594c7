import { z } from 'zod';
import { mustRun, run } from './run.ts';

/** What `qpdf --check` has against the file; empty when nothing. */
export async function complaintsOfQpdf(file: string): Promise<string> {
  const { code, stdout, stderr } = await run('qpdf', ['--check', file]);
  return code === 0 && stderr === '' ? '' : `exit code ${code}\n${stdout}${stderr}`;
}

export async function pageCount(file: string): Promise<number> {
  return Number(await mustRun('qpdf', ['--show-npages', file]));
}

/** Fast web view with objects in compressed streams, for readers of PDF 1.5 and later. */
export async function linearise(from: string, to: string): Promise<void> {
  await mustRun('qpdf', ['--linearize', '--object-streams=generate', from, to]);
}

export async function isLinearised(file: string): Promise<boolean> {
  const { code, stdout } = await run('qpdf', ['--check-linearization', file]);
  return code === 0 && !stdout.includes('is not linearized');
}

export type CrossReference = { offsets: Map<number, number>; compressed: number };

/** Byte offsets of objects by number, and how many are in object streams. */
export async function crossReference(file: string): Promise<CrossReference> {
  const listed = await mustRun('qpdf', ['--show-xref', file]);
  const offsets = [...listed.matchAll(/^(\d+)\/0: uncompressed; offset = (\d+)$/gm)];
  return {
    offsets: new Map(offsets.map(([, number, offset]) => [Number(number), Number(offset)])),
    compressed: [...listed.matchAll(/: compressed;/g)].length,
  };
}

const pages = z.object({ pages: z.array(z.object({ contents: z.array(z.string()) })) });

/** Object numbers of the content streams of each page. */
export async function pageContents(file: string): Promise<number[][]> {
  const listed = pages.parse(JSON.parse(await mustRun('qpdf', ['--json', '--json-key=pages', file])));
  return listed.pages.map(({ contents }) => contents.map((reference) => Number.parseInt(reference, 10)));
}
