import { hasSm2 } from '@chopmark/crypto';
import { createDatabase } from '@chopmark/db';
import type { AnyPlugin } from '@chopmark/plugins';
import { Inngest } from 'inngest';
import type { Logger } from 'pino';
import type { Core } from './context.ts';
import { createCpuPool } from './cpu/pool.ts';
import { createProviders } from './providers/providers.ts';
import { createTenantKeys } from './secrets/tenant-keys.ts';

export const APP_ID = 'chopmark';

export type CoreOptions = {
  database: { appUrl: string; relayUrl: string };
  /** 32 bytes; everything secret hangs on it. */
  masterKey: Uint8Array;
  /** Where people reach the site, without a slash at the end. */
  publicUrl: string;
  log: Logger;
  /** The job engine. Without keys and base URL, `fetch` is the embedded executor's. */
  inngest?: { fetch?: typeof fetch; eventKey?: string; baseUrl?: string; signingKey?: string };
  /** Absolute path of cpu/tasks.ts, where a bundler moves code away from it. */
  cpuEntry?: string;
  /** Threads for CPU work; as many as the machine has cores, at most four, when left out. */
  cpuThreads?: number;
  /** Built-in and third-party plug-ins; the built-in ones when left out. */
  plugins?: readonly AnyPlugin[];
  /** Hosts, addresses and networks that providers may reach although they aren't public. */
  egressAllow?: readonly string[];
  now?: () => Date;
};

/** Everything a process needs to do the product's work. One for each process; close it at the end. */
export function createCore(options: CoreOptions): Core {
  const now = options.now ?? (() => new Date());
  const db = createDatabase(options.database);
  const keys = createTenantKeys(options.masterKey, db);
  const cpu = createCpuPool(options.cpuEntry, options.cpuThreads);
  const { plugins, egressAllow, log } = options;
  if (!hasSm2())
    log.warn({ code: 'SM2_UNAVAILABLE' }, "this Node's OpenSSL has no SM2: nobody can choose it here");
  return {
    db,
    keys,
    cpu,
    log,
    now,
    publicUrl: options.publicUrl,
    inngest: new Inngest({
      id: APP_ID,
      isDev: false,
      eventKey: 'embedded',
      logger: engineLog(log),
      ...options.inngest,
    }),
    providers: createProviders({
      db,
      keys,
      log,
      now,
      ...(plugins ? { plugins } : {}),
      ...(egressAllow ? { egressAllow } : {}),
    }),
    async close() {
      await cpu.close();
      await db.close();
    },
  };
}

/** What the job engine says about steps: failed ones are logged with their run by whoever drives them, so this is detail. */
function engineLog(log: Logger) {
  const engine = log.child({ part: 'inngest' });
  const say = (...words: unknown[]) => engine.debug({ words: words.map(String) }, 'job engine');
  return { info: say, warn: say, error: say, debug: say };
}
