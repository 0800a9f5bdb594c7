import type { PluginHost } from '../../contract/host.ts';
import { PluginError } from '../../errors.ts';
import { type AgreedTime, agreedTime, type SourceFinding } from './agreed-time.ts';

export type CheckedClock = {
  /**
   * The time, if it is known well enough.
   * @throws PluginError TIMESTAMP_CLOCK, retryable: a later check may find the clock right again
   */
  now(): Promise<Date>;
  /** What is known now, after a check if there are servers to ask. */
  state(): Promise<ClockState>;
  readonly isChecked: boolean;
};

/**
 * - `unchecked`: no time servers are configured
 * - `good`: off by less than the accuracy, uncertainty included
 * - `off`: perhaps off by more than the accuracy; `boundMs` says by how much at most
 * - `unknown`: no check succeeded for too long, or ever
 */
export type ClockState =
  | { state: 'unchecked'; jumpedMs: number }
  | { state: 'good' | 'off'; boundMs: number; agreed: AgreedTime; ageMs: number; findings: SourceFinding[] }
  | { state: 'unknown'; findings: SourceFinding[] };

type Options = { servers: readonly string[]; accuracyMs: number; maxAgeMs: number };
type Host = Pick<PluginHost, 'clock' | 'monotonic' | 'networkTime' | 'log'>;

/** Wall clock and monotonic clock, read together: later they must have moved on alike. */
type Reading = { wall: number; monotonic: number };
type Check = { at: Reading; agreed: AgreedTime; findings: SourceFinding[] };

/** A free-running quartz is off by up to so much; between checks the clock is trusted less and less. */
const DRIFT = 100e-6;
/** Servers are not asked more often than that when a check failed. */
const PAUSE_MS = 8000;

/** The host's clock, held against time servers and against its own monotonic clock before each use. */
export function createCheckedClock(options: Options, host: Host): CheckedClock {
  const { servers, accuracyMs, maxAgeMs } = options;
  if (servers.length === 0) return uncheckedClock(accuracyMs, host);
  let good: Check | undefined;
  let latest: SourceFinding[] = [];
  let triedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;

  const check = (): Promise<void> => {
    if (host.monotonic() - triedAt < PAUSE_MS) return Promise.resolve();
    running ??= ask(options, host)
      .then((outcome) => {
        latest = outcome.findings;
        if (outcome.check) good = outcome.check;
        else host.log.warn('the clock could not be checked', { servers: latest.map(describeFinding) });
      })
      .finally(() => {
        triedAt = host.monotonic();
        running = undefined;
      });
    return running;
  };
  const state = (): ClockState => {
    const reading = read(host);
    const ageMs = good ? reading.monotonic - good.at.monotonic : Number.POSITIVE_INFINITY;
    if (!good || ageMs > maxAgeMs) return { state: 'unknown', findings: latest };
    const boundMs = boundNow(good, reading);
    return {
      state: boundMs <= accuracyMs ? 'good' : 'off',
      boundMs,
      agreed: good.agreed,
      ageMs,
      findings: good.findings,
    };
  };
  return {
    isChecked: true,
    async now() {
      const before = state();
      // A fresh good check is enough; an ageing one is renewed while it still serves.
      if (before.state !== 'good') await check();
      else if ('ageMs' in before && before.ageMs > maxAgeMs / 4) void check();
      const found = state();
      if (found.state === 'good') return host.clock();
      throw refusal(found, accuracyMs);
    },
    async state() {
      await check();
      return state();
    },
  };
}

/** How far the clock may be off now: what the check found, less what the clock was set by since, plus all doubt. */
function boundNow({ at, agreed }: Check, now: Reading): number {
  const elapsed = now.monotonic - at.monotonic;
  return Math.abs(agreed.offsetMs - steppedBy(at, now)) + agreed.uncertaintyMs + elapsed * DRIFT;
}

/** How far somebody set the wall clock between two readings. */
function steppedBy(from: Reading, to: Reading): number {
  return to.wall - from.wall - (to.monotonic - from.monotonic);
}

function read({ clock, monotonic }: Pick<Host, 'clock' | 'monotonic'>): Reading {
  return { wall: clock().getTime(), monotonic: monotonic() };
}

async function ask(
  { servers, accuracyMs }: Options,
  host: Host,
): Promise<{ check?: Check; findings: SourceFinding[] }> {
  const before = read(host);
  const findings = await Promise.all(servers.map((server) => askOne(server, host)));
  const at = read(host);
  // Set while it was being measured: the answers speak of two different clocks.
  if (Math.abs(steppedBy(before, at)) > accuracyMs / 10) return { findings };
  const agreed = agreedTime(findings, accuracyMs);
  return agreed ? { check: { at, agreed, findings }, findings } : { findings };
}

async function askOne(server: string, { networkTime }: Host): Promise<SourceFinding> {
  try {
    return { server, sample: await networkTime.query({ server }) };
  } catch (error) {
    return { server, code: error instanceof PluginError ? error.code : 'NTP_TIMEOUT' };
  }
}

export function describeFinding({ server, sample, code }: SourceFinding): string {
  if (!sample) return `${server}: ${code}`;
  return `${server}: ${signed(sample.offsetMs)} ms ± ${Math.ceil(sample.distanceMs)} ms`;
}

export function signed(milliseconds: number): string {
  const rounded = Math.round(milliseconds);
  return rounded > 0 ? `+${rounded}` : `${rounded}`;
}

function refusal(found: ClockState, accuracyMs: number): PluginError {
  const why =
    'boundMs' in found
      ? `it may be off by ${Math.ceil(found.boundMs)} ms, and ${accuracyMs} ms are stated`
      : 'no check of it has succeeded lately';
  return new PluginError(
    'TIMESTAMP_CLOCK',
    `The timestamp authority doesn't know the time well enough: ${why}. Set the machine's clock, and see that its time servers answer.`,
    { retryable: true },
  );
}

/** Nothing says which of two readings is right, so a jump is told, not refused. */
function uncheckedClock(accuracyMs: number, host: Host): CheckedClock {
  let last = read(host);
  let jumpedMs = 0;
  const note = () => {
    const reading = read(host);
    const stepped = steppedBy(last, reading);
    last = reading;
    if (Math.abs(stepped) <= accuracyMs) return;
    jumpedMs = stepped;
    host.log.warn('the clock jumped, and no time servers are configured to check it', { jumpedMs });
  };
  return {
    isChecked: false,
    async now() {
      note();
      return host.clock();
    },
    async state() {
      note();
      return { state: 'unchecked', jumpedMs };
    },
  };
}
