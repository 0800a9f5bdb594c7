import { chmod, mkdir, mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createSteps } from '../scripts/steps.ts';
import { removeFolder, type SampleFile } from './ground.ts';
import { pyHankoEnvironment } from './outside/pyhanko-environment.ts';
import { type MissingTools, missingTools } from './outside/tools.ts';
import { SAMPLES, type Sample } from './samples/samples.ts';

/** Makes the sample files and a place for one installation; contracts are signed on it when a check asks for them. */
export default async function setup(project: TestProject): Promise<() => void> {
  const steps = createSteps((line) => console.error(line));
  const folder = await mkdtemp(join(tmpdir(), 'chopmark-interop-'));
  const remove = () => removeFolder(folder);
  process.once('exit', remove);
  try {
    // PostgreSQL runs as a user of its own when we are root, and its cluster is below.
    await chmod(folder, 0o755);
    const missing = await missingTools();
    const pyHanko = await steps.step('pyHanko', () => pyHankoEnvironment(steps.note));
    const samples = await Promise.all(
      SAMPLES.map((sample) => makeSample(sample, join(folder, 'samples'), missing)),
    );
    const dataFolder = join(folder, 'data');
    project.provide('ground', { folder, dataFolder, port: await freePort(), samples, missing, pyHanko });
  } catch (error) {
    remove();
    throw error;
  }
  return remove;
}

async function makeSample(sample: Sample, folder: string, missing: MissingTools): Promise<SampleFile> {
  const { kind, name, title, file, needs } = sample;
  const made = { kind, name, title, path: join(folder, file) };
  const skipped = needs.map((tool) => missing[tool]).find((reason) => reason !== undefined);
  if (skipped) return { ...made, skipped };
  await mkdir(folder, { recursive: true });
  await sample.make(made.path);
  return made;
}

function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer().once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
  });
  return promise;
}
