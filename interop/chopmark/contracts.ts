import { mkdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, inject } from 'vitest';
import type { SampleFile } from '../ground.ts';
import type { Sample } from '../samples/samples.ts';
import { demo } from './commands.ts';

export const LEVELS = ['B', 'T', 'LT', 'LTA'] as const;
export type Level = (typeof LEVELS)[number];
export type Algorithm = 'ec' | 'ec-p384' | 'rsa' | 'rsa-3072' | 'sm2';

/** A sample as `npm run demo` has it signed at a level, and the files of its folder; paths. */
export type Contract = {
  name: string;
  sample: SampleFile;
  algorithm: Algorithm;
  level: Level;
  folder: string;
  signed: string;
  /** The root, PEM. */
  trust: string;
  /** Of the root and of the issuing CA, DER. */
  crls: string[];
  /** For files the checks make. */
  work: string;
  /** Why it can't be there. */
  skipped: string | undefined;
};

type Choice = { kinds?: Sample['kind'][]; algorithms: Algorithm[]; levels: readonly Level[] };

/** Every sample of these kinds with every algorithm at every level; `makeContracts` makes them. */
export function contractsOf({ kinds, algorithms, levels }: Choice): Contract[] {
  const { folder, samples } = inject('ground');
  return samples
    .filter(({ kind }) => kinds === undefined || kinds.includes(kind))
    .flatMap((sample) =>
      algorithms.flatMap((algorithm) =>
        levels.map((level) => {
          const name = `${basename(sample.path)}.${algorithm}.${level}`;
          const own = join(folder, 'contracts', name);
          return {
            name: `${sample.name}, ${algorithm}, B-${level}`,
            sample,
            algorithm,
            level,
            folder: own,
            signed: join(own, 'signed.pdf'),
            trust: join(own, 'trust.pem'),
            crls: [join(own, 'root.crl'), join(own, 'issuing.crl')],
            work: join(folder, 'work', name),
            skipped: sample.skipped,
          };
        }),
      ),
    );
}

/** For so many contracts: starting the demo takes as long as signing one. */
export const MAKING_MS = 1_200_000;

/** Has those signed that no check has asked for before: one demo for all that differ in their sample and level alone. */
export async function makeContracts(contracts: Contract[]): Promise<void> {
  const missing: Contract[] = [];
  for (const contract of contracts) {
    await mkdir(contract.work, { recursive: true });
    if (contract.skipped === undefined && !(await exists(contract.signed))) missing.push(contract);
  }
  const sets = Map.groupBy(missing, ({ sample, algorithm }) => {
    const levels = missing.filter((each) => each.sample === sample && each.algorithm === algorithm);
    return `${algorithm} ${levels.map(({ level }) => level).join(',')}`;
  });
  for (const set of sets.values()) await sign(set);
}

async function sign(contracts: Contract[]): Promise<void> {
  const { folder, dataFolder, port } = inject('ground');
  const [first] = contracts;
  if (!first) return;
  const levels = [...new Set(contracts.map(({ level }) => level))];
  const { code, stdout, stderr } = await demo({
    files: [...new Set(contracts.map(({ sample }) => sample.path))],
    // A single contract has the folder to itself.
    out: contracts.length === 1 ? first.folder : join(folder, 'contracts'),
    dataFolder,
    port,
    options: ['--level', levels.join(','), '--algorithm', first.algorithm],
  });
  expect(code, stdout + stderr).toBe(0);
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
