import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** Does the work once. @returns what it made */
export type Work = (caseName: string) => Promise<Uint8Array>;

const questionSchema = z.object({
  case: z.string(),
  count: z.number().int().positive(),
  out: z.string().optional(),
});

/** The other end of `startSubject`, on standard input and output. @param start reads the job, the first line */
export async function serveSubject(start: (job: string) => Promise<Work>): Promise<void> {
  const lines = createInterface(process.stdin)[Symbol.asyncIterator]();
  const job = await lines.next();
  const work = await start(job.value ?? '');
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const question = questionSchema.parse(JSON.parse(next.value));
    const seconds = await time(work, question);
    console.log(JSON.stringify({ seconds, peakBytes: process.resourceUsage().maxRSS * 1024 }));
  }
}

async function time(
  work: Work,
  { case: caseName, count, out }: z.infer<typeof questionSchema>,
): Promise<number> {
  const since = performance.now();
  let result: Uint8Array | undefined;
  for (let done = 0; done < count; done += 1) result = await work(caseName);
  const seconds = (performance.now() - since) / 1000;
  if (out && result) await writeFile(out, result);
  return seconds;
}
