import { type ChildProcess, spawn } from 'node:child_process';

export type ProcessOutcome = {
  end: 'exited' | 'timeout' | 'not-started';
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** The last lines of both outputs, at most 4,000 characters. */
  output: string;
};

export type ProcessInput = {
  command: readonly string[];
  cwd: string;
  /** The whole environment: nothing of ours is handed on. */
  env: Record<string, string>;
  timeoutMs: number;
};

const keptOutput = 4000;

/** Runs a program in a process group of its own and ends the whole group when it exits or its time is up. Never throws. */
export function runProcess({ command, cwd, env, timeoutMs }: ProcessInput): Promise<ProcessOutcome> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (text: string) => {
    output = (output + text).slice(-keptOutput);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);

  return new Promise((resolve) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child);
    }, timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ end: 'not-started', exitCode: null, signal: null, output: error.message });
    });
    // What it started may hold the outputs open: it ends with the program itself.
    child.on('exit', () => killGroup(child));
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer);
      resolve({ end: timedOut ? 'timeout' : 'exited', exitCode, signal, output });
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' }).on('error', () =>
      child.kill(),
    );
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: all of the group has ended already.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
