import { join } from 'node:path';
import { hasSm2 } from '@chopmark/crypto';
import { createDatabase, type Database } from '@chopmark/db';
import type { AnyPlugin, MasterKeys } from '@chopmark/plugins';
import { Inngest } from 'inngest';
import type { Logger } from 'pino';
import type { Core } from './context.ts';
import { createCpuPool } from './cpu/pool.ts';
import { createKeyPool, DEFAULT_MARKS, type KeyPoolMarks } from './custody/key-pool.ts';
import { createKeyThreads } from './custody/key-threads.ts';
import { createSignerKeys } from './custody/signer-keys.ts';
import { createProviders } from './providers/providers.ts';
import { openTenantKeys } from './secrets/tenant-keys.ts';

export const APP_ID = 'chopmark';

export type CoreOptions = {
  database: { appUrl: string; relayUrl: string };
  /** Everything secret hangs on them. Closed with the core. */
  masterKeys: MasterKeys;
  /** Where people reach the site, without a slash at the end. */
  publicUrl: string;
  log: Logger;
  /** The job engine. Without keys and base URL, `fetch` is the embedded executor's. */
  inngest?: { fetch?: typeof fetch; eventKey?: string; baseUrl?: string; signingKey?: string };
  /** Absolute path of cpu/tasks.ts, where a bundler moves code away from it. */
  cpuEntry?: string;
  /** Threads for CPU work; as many as the machine has cores, at most four, when left out. */
  cpuThreads?: number;
  /** How many keys of an algorithm are kept in stock; of RSA keys a few when left out. */
  keyPool?: KeyPoolMarks;
  /** Built-in and third-party plug-ins; the built-in ones when left out. */
  plugins?: readonly AnyPlugin[];
  /** Hosts, addresses and networks that providers may reach although they aren't public. */
  egressAllow?: readonly string[];
  now?: () => Date;
};

/**
 * Everything a process needs to do the product's work, on a migrated database. One for each process; close it at the end.
 * @throws PluginError MASTER_KEY_… when the master keys can't open what the database holds
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const now = options.now ?? (() => new Date());
  const db = createDatabase(options.database);
  const keys = await openTenantKeys({ masterKeys: options.masterKeys, db, now }).catch(closing(db, options));
  const cpu = createCpuPool(options.cpuEntry, options.cpuThreads);
  const { plugins, egressAllow, log } = options;
  if (!hasSm2())
    log.warn({ code: 'SM2_UNAVAILABLE' }, "this Node's OpenSSL has no SM2: nobody can choose it here");
  const threads = createKeyThreads(options.cpuEntry && join(options.cpuEntry, '../../custody/key-thread.ts'));
  const keyPool = createKeyPool({ db, keys, threads, log, now, marks: options.keyPool ?? DEFAULT_MARKS });
  return {
    db,
    keys,
    cpu,
    signerKeys: createSignerKeys({ db, keys, threads, pool: keyPool, now }),
    keyPool,
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
      await keyPool.close();
      await threads.close();
      await cpu.close();
      await keys.close();
      await db.close();
    },
  };
}

/** What was opened already is closed again when the rest can't be. */
const closing =
  (db: Database, { masterKeys }: CoreOptions) =>
  async (error: unknown): Promise<never> => {
    await db.close();
    await masterKeys.close();
    throw error;
  };

/** What the job engine says about steps: failed ones are logged with their run by whoever drives them, so this is detail. */
function engineLog(log: Logger) {
  const engine = log.child({ part: 'inngest' });
  const say = (...words: unknown[]) => engine.debug({ words: words.map(String) }, 'job engine');
  return { info: say, warn: say, error: say, debug: say };
}
