import { type ChildProcess, fork } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Found, Tally } from './fuzz-loop.ts';
import { readJournal } from './journal.ts';
import { DEADLINE_SECONDS, MAX_HEAP_MB, MAX_MEMORY, PATIENCE_SECONDS } from './limits.ts';
import type { FromChild, Task } from './messages.ts';
import type { Observation } from './observe.ts';

export type Watched = {
  name: string /* of the target */;
  corpusFile: string;
  /** For the files children write. */
  folder: string;
};

const CHILD = join(import.meta.dirname, 'child.ts');
const POLL_MS = 250;

/**
 * Runs a target for a time; a child that hangs or dies is followed by another one.
 * @returns the tallies of all children
 */
export async function fuzzTarget(
  watched: Watched,
  { seed, seconds }: { seed: string; seconds: number },
  found: (finding: Found) => void,
): Promise<Tally[]> {
  const until = performance.now() + seconds * 1000;
  const tallies: Tally[] = [];
  const known = new Set<string>();
  const tell = (finding: Found) => {
    if (!known.has(finding.key)) found(finding);
    known.add(finding.key);
  };
  for (let round = 0; round === 0 || until - performance.now() > 2000; round += 1) {
    const job = {
      kind: 'fuzz' as const,
      seed: `${watched.name} ${seed} ${round}`,
      seconds: (until - performance.now()) / 1000,
    };
    const end = await watch(watched, job, (message) => {
      if (message.kind === 'found' && message.fault.kind !== 'memory') {
        tell({ ...message.fault, input: new Uint8Array(Buffer.from(message.input, 'base64')) });
      }
      if (message.kind === 'progress') tallies[round] = message.tally;
    });
    const suspect = end.suspect ?? end.memory;
    const confirmed = suspect && (await confirm(watched, suspect));
    if (confirmed) tell(confirmed);
    if (end.code !== 0 && end.suspect === undefined)
      throw new Error(`the process of ${watched.name} ended with ${end.code}`);
  }
  return tallies.filter((tally) => tally !== undefined);
}

export type Repeated = {
  observation: Observation | undefined;
  memory: number;
  seconds: number;
  end: 'told' | 'hung' | 'died';
};

/** Tries one input in a process of its own. */
export async function repeat(watched: Watched, file: string): Promise<Repeated> {
  let told: Extract<FromChild, { kind: 'repeated' }> | undefined;
  const since = performance.now();
  const end = await watch(watched, { kind: 'repeat', file }, (message) => {
    if (message.kind === 'repeated') told = message;
  });
  const seconds = (performance.now() - since) / 1000;
  const how = told ? 'told' : end.hung ? 'hung' : 'died';
  return { observation: told?.observation, memory: told?.memory ?? 0, seconds, end: how };
}

/** A hang, a lack of memory or a crash counts when the input alone does it again. */
async function confirm(watched: Watched, input: Uint8Array): Promise<Found | undefined> {
  const file = join(watched.folder, `${watched.name}-${process.pid}.suspect`);
  writeFileSync(file, input);
  const { end, memory } = await repeat(watched, file);
  rmSync(file);
  if (end === 'hung')
    return { kind: 'hang', key: 'hang', message: `takes more than ${DEADLINE_SECONDS} s`, input };
  if (end === 'died') return { kind: 'crash', key: 'crash', message: 'the process died', input };
  if (memory < MAX_MEMORY) return undefined;
  return { kind: 'memory', key: 'memory', message: `takes ${Math.round(memory / 1e6)} MB`, input };
}

type End = {
  code: number | null;
  hung: boolean;
  suspect: Uint8Array | undefined;
  memory: Uint8Array | undefined;
};

/** Starts a child and stays until it ends; one that is too long at one input is stopped. */
function watch(watched: Watched, job: Task['job'], hear: (message: FromChild) => void): Promise<End> {
  const journalFile = join(watched.folder, `${watched.name}-${process.pid}.journal`);
  const { name, corpusFile } = watched;
  // An earlier process may have left one.
  rmSync(journalFile, { force: true });
  const child = fork(CHILD, {
    execArgv: [`--max-old-space-size=${MAX_HEAP_MB}`, '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const end: End = { code: null, hung: false, suspect: undefined, memory: undefined };
  const poll = setInterval(() => {
    const current = tried(journalFile);
    if (current === undefined || Date.now() - current.since < PATIENCE_SECONDS * 1000) return;
    end.hung = true;
    child.kill('SIGKILL');
  }, POLL_MS);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('message', (message: FromChild) => {
      if (message.kind === 'found' && message.fault.kind === 'memory') {
        end.memory = new Uint8Array(Buffer.from(message.input, 'base64'));
      }
      hear(message);
    });
    child.on('exit', (code) => {
      clearInterval(poll);
      end.code = code;
      if (code !== 0) end.suspect = tried(journalFile)?.input;
      rmSync(journalFile, { force: true });
      resolve(end);
    });
    send(child, { name, corpusFile, journalFile, job });
  });
}

function send(child: ChildProcess, task: Task): void {
  child.send(task);
}

function tried(journalFile: string) {
  try {
    return readJournal(journalFile);
  } catch {
    // The child has not opened it yet.
    return undefined;
  }
}
