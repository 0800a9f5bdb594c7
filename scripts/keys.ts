import { parseArgs } from 'node:util';
import {
  type Core,
  createCore,
  keyState,
  openMasterKeys,
  retireOldKeys,
  rewrapDataKeys,
  rotateDataKey,
} from '@chopmark/core';
import { openInstallation } from '@chopmark/worker/installation';
import { pino } from 'pino';
import { masterKeyVariables, readEnv } from './env.ts';

const USAGE = `usage: npm run -s keys -- status [--json]
       npm run -s keys -- rewrap [--json]                            wrap all data keys under the current master key
       npm run -s keys -- rotate (--tenant SLUG | --platform) [--json]   a new data key
       npm run -s keys -- retire [--json]                            seal anew what is under old data keys, and destroy them`;
const EXIT = { good: 0, notGood: 1, wrongUse: 64 };
const BY = 'npm run keys';
const json = process.argv.includes('--json');

type Command = { name: string; tenant?: string | undefined; platform?: boolean | undefined };

process.exitCode = await main();

/** 0 when nothing is left to do, 1 when something is, or failed. */
async function main(): Promise<number> {
  const command = readCommand();
  if (!command) return refuse('WRONG_USE', USAGE, EXIT.wrongUse);
  try {
    return await onInstallation((core) => run(core, command));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'KEYS_FAILED';
    return refuse(code, error instanceof Error ? error.message : String(error), EXIT.notGood);
  }
}

function readCommand(): Command | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { tenant: { type: 'string' }, platform: { type: 'boolean' }, json: { type: 'boolean' } },
    });
    const [name, ...more] = positionals;
    const { tenant, platform } = values;
    if (name === undefined || more.length > 0) return undefined;
    if (!['status', 'rewrap', 'rotate', 'retire'].includes(name)) return undefined;
    // Whose key it is goes with a rotation, and with nothing else; one owner at a time.
    const owners = (tenant === undefined ? 0 : 1) + (platform ? 1 : 0);
    return owners === (name === 'rotate' ? 1 : 0) ? { name, tenant, platform } : undefined;
  } catch {
    return undefined;
  }
}

async function onInstallation(work: (core: Core) => Promise<number>): Promise<number> {
  const env = readEnv();
  const note = (line: string) => console.error(line);
  const installation = await openInstallation({
    dataDir: env.CHOPMARK_DATA,
    databaseUrl: env.DATABASE_URL,
    log: note,
  });
  const { folder, urls } = installation;
  try {
    const core = await createCore({
      database: { appUrl: urls.app, relayUrl: urls.relay },
      masterKeys: await openMasterKeys(masterKeyVariables(folder)),
      publicUrl: env.PUBLIC_URL ?? `http://localhost:${env.PORT}`,
      log: pino({ level: 'warn' }, pino.destination(2)),
    });
    return await work(core).finally(() => core.close());
  } finally {
    await installation.close();
  }
}

async function run(core: Core, command: Command): Promise<number> {
  switch (command.name) {
    case 'rewrap':
      return done(await rewrapDataKeys(core, BY));
    case 'rotate':
      await rotateDataKey(core, await ownerOf(core, command), BY);
      return done(await retireOldKeys(core));
    case 'retire':
      return done(await retireOldKeys(core));
    default:
      show(await keyState(core));
      return EXIT.good;
  }
}

/** Old data keys are closed some minutes after a rotation; until then, or until the job has done it, they are left. */
function done(outcome: { left: number }): number {
  show(outcome);
  return outcome.left === 0 ? EXIT.good : EXIT.notGood;
}

async function ownerOf(core: Core, { tenant: slug }: Command) {
  const where = slug === undefined ? { slug: 'platform' } : { slug };
  const { id } = await core.db.relay.tenant.findUniqueOrThrow({ where, select: { id: true } });
  return { tenantId: id, purpose: slug === undefined ? 'platform' : 'tenant' } as const;
}

/** The answer is data either way; without --json it is laid out for people. */
function show(answer: object): void {
  if (json) console.log(JSON.stringify(answer, null, 2));
  else console.dir(answer, { depth: null });
}

function refuse(code: string, message: string, exit: number): number {
  if (json) console.log(JSON.stringify({ error: { code, message } }, null, 2));
  console.error(message);
  return exit;
}
