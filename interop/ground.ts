import { rmSync } from 'node:fs';
import type { PyHankoEnvironment } from './outside/pyhanko-environment.ts';
import type { MissingTools } from './outside/tools.ts';
import type { Sample } from './samples/samples.ts';

/** A file somebody brings, as it lies on the disk. */
export type SampleFile = Pick<Sample, 'kind' | 'name' | 'title'> & {
  path: string;
  /** Why it isn't there, or can't be signed here. */
  skipped?: string;
};

/** What all checks stand on. */
export type Ground = {
  /** Thrown away at the end. */
  folder: string;
  /** Of the one installation all contracts are signed on. */
  dataFolder: string;
  /** What its certificates say their authorities answer at. */
  port: number;
  samples: SampleFile[];
  missing: MissingTools;
  pyHanko: PyHankoEnvironment;
};

declare module 'vitest' {
  interface ProvidedContext {
    ground: Ground;
  }
}

export const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true });
