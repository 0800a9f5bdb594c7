import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** A program that does the work, ours or a peer's, in a process of its own: none pays for another's memory. */
export type Subject = {
  name: string;
  /** What it made of one file, to be looked at. */
  result(caseName: string): Promise<Uint8Array>;
  /** Does the work `count` times, one after the other. @returns seconds by the process's own clock, and its largest memory so far */
  run(caseName: string, count: number): Promise<{ seconds: number; peakBytes: number }>;
  close(): void;
};

const answerSchema = z.object({ seconds: z.number().nonnegative(), peakBytes: z.number().nonnegative() });

/** The command that serves a subject written for Node. */
export const nodeProgram = (script: string): [string, ...string[]] => [
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  script,
];

/** Starts a program that reads the job, then answers one line for each: `{ case, count, out }` by `{ seconds, peakBytes }`. */
export function startSubject(name: string, [program, ...args]: [string, ...string[]], job: unknown): Subject {
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
  const ask = async (question: { case: string; count: number; out?: string }) => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const { done, value } = await lines.next();
    if (done) throw new Error(`${name} ended: ${complaints}`);
    return answerSchema.parse(JSON.parse(value));
  };
  return {
    name,
    async result(caseName) {
      const out = join(tmpdir(), `chopmark-bench-${randomUUID()}`);
      try {
        await ask({ case: caseName, count: 1, out });
        return new Uint8Array(await readFile(out));
      } finally {
        await rm(out, { force: true });
      }
    },
    run: (caseName, count) => ask({ case: caseName, count }),
    close: () => child.kill(),
  };
}
