import { rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createSteps } from '../scripts/steps.ts';
import { demo } from './chopmark/commands.ts';
import { type PyHankoEnvironment, pyHankoEnvironment } from './outside/pyhanko-environment.ts';
import { type MissingTools, missingTools } from './outside/tools.ts';
import { SAMPLES, type Sample } from './samples/samples.ts';

/** A sample and what the demo made of it. */
export type SignedSample = Pick<Sample, 'kind' | 'name' | 'title'> & {
  input: string;
  /** The demo's folder, and files of it. */
  out: string;
  /** At level B-T. */
  signed: string;
  /** The same file signed at level B-LTA. */
  archived: string;
  trust: string;
  crls: string[];
  /** For files the checks make. */
  work: string;
  /** Why it isn't there. */
  skipped?: string;
  demo: { code: number; output: string };
};

export type Ground = {
  samples: SignedSample[];
  dataFolder: string;
  missing: MissingTools;
  pyHanko: PyHankoEnvironment;
};

declare module 'vitest' {
  interface ProvidedContext {
    ground: Ground;
  }
}

/** Makes and signs the samples once for all checks, on one installation in a temporary folder. */
export default async function setup(project: TestProject): Promise<() => void> {
  const steps = createSteps((line) => console.error(line));
  const folder = await mkdtemp(join(tmpdir(), 'chopmark-interop-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    // PostgreSQL runs as a user of its own when we are root, and its cluster is below.
    await chmod(folder, 0o755);
    const dataFolder = join(folder, 'data');
    const missing = await missingTools();
    const pyHanko = await steps.step('pyHanko', () => pyHankoEnvironment(steps.note));
    const samples: SignedSample[] = [];
    for (const [index, sample] of SAMPLES.entries()) {
      const place = join(folder, String(index));
      samples.push(
        await steps.step(`demo of the ${sample.name}`, () => signSample(sample, place, dataFolder, missing)),
      );
    }
    project.provide('ground', { samples, dataFolder, missing, pyHanko });
  } catch (error) {
    remove();
    throw error;
  }
  return remove;
}

async function signSample(
  sample: Sample,
  place: string,
  dataFolder: string,
  missing: MissingTools,
): Promise<SignedSample> {
  const { kind, name, title, file, needs } = sample;
  const out = join(place, 'out');
  const paths = {
    input: join(place, file),
    out,
    signed: join(out, 'signed.pdf'),
    archived: join(place, 'archived', 'signed.pdf'),
    trust: join(out, 'trust.pem'),
    crls: [join(out, 'root.crl'), join(out, 'issuing.crl')],
    work: join(place, 'work'),
  };
  await mkdir(paths.work, { recursive: true });
  const skipped = needs.map((tool) => missing[tool]).find((reason) => reason !== undefined);
  if (skipped) return { kind, name, title, ...paths, skipped, demo: { code: -1, output: '' } };
  await sample.make(paths.input);
  const signed = await demo({ file: paths.input, out, dataFolder, level: 'T' });
  const archived = await demo({
    file: paths.input,
    out: dirname(paths.archived),
    dataFolder,
    level: 'LTA',
  });
  const { code, stdout, stderr } = signed.code === 0 ? archived : signed;
  return { kind, name, title, ...paths, demo: { code, output: stdout + stderr } };
}
