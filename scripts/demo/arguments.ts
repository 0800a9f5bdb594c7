import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { BaselineLevel, SignerAlgorithm } from '@chopmark/core';
import { algorithmNamed } from './algorithm.ts';

const USAGE =
  'usage: npm run demo -- [FILE.pdf|FILE.docx]… [--out DIR] [--level B|T|LT|LTA] [--algorithm ec|rsa|sm2]; several levels or algorithms with commas';
const LEVELS: Record<string, BaselineLevel> = { B: 'B-B', T: 'B-T', LT: 'B-LT', LTA: 'B-LTA' };

/** One contract to be signed. What is left out is as the tenant's contracts have it by default. */
export type DemoJob = {
  /** Path; the sample contract when absent. */
  file: string | undefined;
  level: BaselineLevel | undefined;
  /** Of the signers' keys. */
  algorithm: SignerAlgorithm | undefined;
  /** The folder its results go to. */
  out: string;
};

/** Every file with every algorithm at every level; undefined, with the usage on standard error, where that is unclear. */
export function readArguments(): DemoJob[] | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        out: { type: 'string', default: 'chopmark-demo' },
        level: { type: 'string' },
        algorithm: { type: 'string' },
      },
    });
    const levels = choices(values.level, (name) => LEVELS[name.toUpperCase()]);
    const algorithms = choices(values.algorithm, algorithmNamed);
    const names = new Set(positionals.map((path) => basename(path)));
    if (levels && algorithms && names.size === positionals.length) {
      const files = positionals.length > 0 ? positionals : [undefined];
      return jobs({ files, levels, algorithms, out: values.out });
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  console.error(USAGE);
  return undefined;
}

type Choice<T> = { name: string; value: T | undefined };

/** One choice, that of the tenant, where nothing is said; undefined where a name is unknown. */
function choices<T>(said: string | undefined, named: (name: string) => T | undefined) {
  if (said === undefined) return [{ name: '', value: undefined }];
  const found: Choice<T>[] = said.split(',').map((name) => ({ name, value: named(name) }));
  return found.every(({ value }) => value !== undefined) ? found : undefined;
}

type Chosen = {
  files: (string | undefined)[];
  levels: Choice<BaselineLevel>[];
  algorithms: Choice<SignerAlgorithm>[];
  out: string;
};

/** A single contract's results go to the folder itself, each of several to one of its own: `contract.docx.rsa.LTA`. */
function jobs({ files, levels, algorithms, out }: Chosen): DemoJob[] {
  const all = files.flatMap((file) =>
    algorithms.flatMap((algorithm) =>
      levels.map((level) => ({
        file,
        level: level.value,
        algorithm: algorithm.value,
        name: [file === undefined ? 'sample' : basename(file), algorithm.name, level.name]
          .filter(Boolean)
          .join('.'),
      })),
    ),
  );
  return all.map(({ name, ...job }) => ({ ...job, out: all.length === 1 ? out : `${out}/${name}` }));
}
