import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { caseNames, type Material, PLACE, SIGNER } from './material.ts';
import type { Subject } from './subject.ts';

const answer = z.object({ seconds: z.number().positive() });
const SCRIPT = join(import.meta.dirname, 'pyhanko_signer.py');

/** pyHanko in a process of its own, which measures itself: talking to it costs nothing. */
export async function pyHankoSubject(material: Material, python: string): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'chopmark-bench-'));
  const files = Object.fromEntries(caseNames.map((name, index) => [name, join(folder, `${index}.pdf`)]));
  for (const name of caseNames) await writeFile(files[name] ?? '', material.pdfs[name]);
  const child = spawn(python, [SCRIPT], { stdio: 'pipe' });
  const ask = conversation(child);
  child.stdin.write(`${JSON.stringify(jobOf(material, files))}\n`);
  return {
    name: 'pyhanko',
    async sign(name) {
      const out = join(folder, 'signed.pdf');
      await ask({ case: name, count: 1, out });
      return new Uint8Array(await readFile(out));
    },
    time: async (name, count) => (await ask({ case: name, count })).seconds,
    async close() {
      child.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function jobOf({ key, certificate, root, sealContent }: Material, files: Record<string, string>) {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return {
    ...SIGNER,
    files,
    privateKey: hex(key.privateKey),
    certificate: hex(certificate),
    root: hex(root),
    seal: sealContent.operators,
    sealSize: Math.round(sealContent.size),
    box: [PLACE.x, PLACE.y, PLACE.x + PLACE.width, PLACE.y + PLACE.height],
  };
}

/** One question at a time. @throws Error with what Python said when it ends instead of answering */
function conversation(child: ChildProcessWithoutNullStreams) {
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4000);
  });
  // A broken pipe shows as the missing answer.
  child.stdin.on('error', () => {});
  return async (question: { case: string; count: number; out?: string }) => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const { done, value } = await lines.next();
    if (done) throw new Error(`pyHanko ended: ${complaints}`);
    return answer.parse(JSON.parse(value));
  };
}
