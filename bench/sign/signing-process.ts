import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Job } from './job.ts';
import type { CaseName } from './material.ts';

/** A program that signs, ours or a peer's, in a process of its own: none pays for another's memory. */
export type Subject = {
  name: string;
  /** One signed file, to be looked at. */
  sign(name: CaseName): Promise<Uint8Array>;
  /** Signs `count` times one after the other. @returns seconds by the process's own clock */
  time(name: CaseName, count: number): Promise<number>;
  close(): void;
};

const answerSchema = z.object({ seconds: z.number().positive() });

/** Starts a program that reads the job, then answers one line for each: `{ case, count, out }` by `{ seconds }`. */
export function startSubject(name: string, [program, ...args]: [string, ...string[]], job: Job): Subject {
  const child = spawn(program, args, { stdio: 'pipe' });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4000);
  });
  child.once('error', (error) => {
    complaints += error.message;
  });
  // A broken pipe shows as the missing answer.
  child.stdin.on('error', () => {});
  child.stdin.write(`${JSON.stringify(job)}\n`);
  const ask = async (question: { case: CaseName; count: number; out?: string }) => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const { done, value } = await lines.next();
    if (done) throw new Error(`${name} ended: ${complaints}`);
    return answerSchema.parse(JSON.parse(value)).seconds;
  };
  return {
    name,
    async sign(caseName) {
      const out = `${job.files[caseName]}.${name}`;
      await ask({ case: caseName, count: 1, out });
      return new Uint8Array(await readFile(out));
    },
    time: (caseName, count) => ask({ case: caseName, count }),
    close: () => child.kill(),
  };
}
