import { randomBytes } from 'node:crypto';
import type { Log, PluginHost, PluginState } from '../src/contract/host.ts';
import { createEgress } from '../src/egress/egress.ts';
import { createNetworkTime } from '../src/network-time/network-time.ts';
import { writeTestAlongside } from './test-alongside.ts';

/**
 * A host in memory. Its clock runs, its random bytes are random and its egress refuses addresses that aren't public;
 * pass what a test wants to control.
 */
export function testHost(parts: Partial<PluginHost> = {}): PluginHost {
  const { clock = () => new Date(), monotonic = () => performance.now() } = parts;
  return {
    tenantId: 'tenant-1',
    clock,
    monotonic,
    networkTime: createNetworkTime({ allow: [], clock, monotonic }),
    random: (n) => new Uint8Array(randomBytes(n)),
    egress: createEgress({ allow: [] }),
    state: memoryState(),
    log: silentLog(),
    ...parts,
  };
}

/** A clock that starts at a moment and is a second later each time it is read. */
export function tickingClock(start: string): () => Date {
  let next = Date.parse(start);
  return () => {
    const now = new Date(next);
    next += 1000;
    return now;
  };
}

/**
 * State as a database would keep it: values pass through JSON, every operation takes a turn of the event loop, and text
 * that PostgreSQL can't hold (U+0000, half a surrogate pair) is refused.
 */
export function memoryState(): PluginState {
  const values = new Map<string, string>();
  const counters = new Map<string, bigint>();
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const fits = (text: string) => !text.includes('\0') && text.isWellFormed();
  const stored = (key: string, value: unknown) => {
    const text = JSON.stringify(value, (name, part) => {
      if (fits(name) && (typeof part !== 'string' || fits(part))) return part;
      throw new Error('unsupported Unicode escape sequence');
    });
    if (!fits(key)) throw new Error('invalid byte sequence for encoding');
    return text;
  };
  const listed = (prefix: string) => {
    const keys = [...values.keys()].filter((key) => key.startsWith(prefix)).sort();
    return keys.map((key) => ({ key, value: JSON.parse(values.get(key) ?? 'null') }));
  };
  const incremented = (counter: string) => {
    const next = (counters.get(counter) ?? 0n) + 1n;
    counters.set(counter, next);
    return next;
  };
  return {
    async get(key) {
      await turn();
      const value = values.get(key);
      return value === undefined ? undefined : JSON.parse(value);
    },
    async put(key, value) {
      await turn();
      values.set(key, stored(key, value));
    },
    async putIfAbsent(key, value) {
      await turn();
      if (values.has(key)) return false;
      values.set(key, stored(key, value));
      return true;
    },
    async putTogether({ absent, latest = [], alongside }) {
      await turn();
      const names = absent.map(({ key }) => key);
      if (new Set(names).size < names.length || names.some((key) => values.has(key))) return false;
      const texts = [...absent, ...latest].map(({ key, value }) => ({
        key,
        value,
        text: stored(key, value),
      }));
      // Either throws, or is written now.
      if (alongside) writeTestAlongside(alongside);
      for (const { key, text } of texts.slice(0, absent.length)) values.set(key, text);
      for (const { key, value, text } of texts.slice(absent.length)) {
        const present = values.get(key);
        if (present === undefined || String(JSON.parse(present)) < String(value)) values.set(key, text);
      }
      return true;
    },
    async list(prefix) {
      await turn();
      return listed(prefix);
    },
    async increment(counter) {
      await turn();
      return incremented(counter);
    },
    async listNumbered(counter, prefix) {
      await turn();
      return { number: incremented(counter), entries: listed(prefix) };
    },
  };
}

function silentLog(): Log {
  return { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
}
