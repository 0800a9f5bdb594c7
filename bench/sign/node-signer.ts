// Signs with one of the subjects that run on Node; signing-process.ts says what it is asked.
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { chopmarkSigner } from './chopmark.ts';
import { readJob } from './job.ts';
import { libpdfSigner } from './libpdf.ts';
import { caseNames, type Material, type Sign } from './material.ts';
import { signpdfSigner } from './signpdf.ts';

const signers: Record<string, (material: Material) => Sign | Promise<Sign>> = {
  chopmark: chopmarkSigner,
  libpdf: libpdfSigner,
  signpdf: signpdfSigner,
};
const questionSchema = z.object({
  case: z.enum(caseNames),
  count: z.number().int().positive(),
  out: z.string().optional(),
});

const lines = createInterface(process.stdin)[Symbol.asyncIterator]();
const job = await lines.next();
const sign = await signers[process.argv[2] ?? '']?.(await readJob(job.value ?? ''));
if (!sign) throw new Error(`usage: node-signer.ts ${Object.keys(signers).join('|')}`);

for (let next = await lines.next(); !next.done; next = await lines.next()) {
  const question = questionSchema.parse(JSON.parse(next.value));
  console.log(JSON.stringify({ seconds: await time(sign, question) }));
}

async function time(work: Sign, question: z.infer<typeof questionSchema>): Promise<number> {
  const since = performance.now();
  let signed: Uint8Array | undefined;
  for (let done = 0; done < question.count; done += 1) signed = await work(question.case);
  const seconds = (performance.now() - since) / 1000;
  if (question.out && signed) await writeFile(question.out, signed);
  return seconds;
}
