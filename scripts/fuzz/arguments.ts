import { parseArgs } from 'node:util';

export type Arguments = {
  targets: string[];
  /** For all targets together. */
  seconds: number;
  seed: string;
  /** A file to be tried alone, by the one target. */
  input: string | undefined;
};

const DEFAULT_SECONDS = 240;

/** @returns words about the right use for any other */
export function readArguments(args: string[], known: string[]): Arguments | { usage: string } {
  const usage = `usage: npm run -s fuzz -- [${known.join('|')}] [--seconds N] [--seed S] [--input FILE]`;
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { seconds: { type: 'string' }, seed: { type: 'string' }, input: { type: 'string' } },
    });
    const [target, ...more] = positionals;
    const seconds = Number(values.seconds ?? DEFAULT_SECONDS);
    const isKnown = target === undefined || known.includes(target);
    if (!isKnown || more.length > 0 || !(seconds >= 1 && seconds <= 1e6)) return { usage };
    if (values.input !== undefined && target === undefined) return { usage };
    const targets = target === undefined ? known : [target];
    return { targets, seconds, seed: values.seed ?? '1', input: values.input };
  } catch (error) {
    return { usage: `${error instanceof Error ? error.message : error}\n${usage}` };
  }
}
