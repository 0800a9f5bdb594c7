import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  actorInTenant,
  type Context,
  type Core,
  contextOf,
  createAccount,
  installPlatform,
  openTenant,
} from '@chopmark/core';
import { openInstallation } from '@chopmark/worker/installation';
import { startWorker } from '@chopmark/worker/worker';
import { pino } from 'pino';

/** An installation of the bench's own: embedded PostgreSQL, worker and one enterprise, in a temporary folder. */
export type BenchInstallation = {
  /** Requests of the enterprise's founder. */
  owner: Context;
  close(): Promise<void>;
};

export async function openBenchInstallation(note: (line: string) => void): Promise<BenchInstallation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chopmark-bench-'));
  // PostgreSQL runs as a user of its own when we are root, and its cluster is below.
  await chmod(dataDir, 0o755);
  const closing = [() => rm(dataDir, { recursive: true, force: true })];
  const close = async () => {
    for (const step of closing.toReversed()) await step();
  };
  try {
    const installation = await openInstallation({ dataDir, log: note });
    closing.push(() => installation.close());
    const { folder, urls } = installation;
    const worker = await startWorker({
      database: { appUrl: urls.app, relayUrl: urls.relay },
      jobsUrl: urls.jobs,
      masterKey: folder.masterKey,
      publicUrl: 'http://localhost',
      log: pino({ level: 'warn' }, pino.destination(2)),
    });
    closing.push(() => worker.stop());
    await installPlatform(worker.core, { storageDirectory: folder.storage });
    return { owner: await foundEnterprise(worker.core), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function foundEnterprise(core: Core): Promise<Context> {
  const founder = { email: 'founder@example.com', name: '张伟', locale: 'zh-CN' } as const;
  const accountId = await createAccount(core, { ...founder, password: 'correct horse battery staple' });
  const { slug } = await openTenant(core, {
    name: '北京示例科技有限公司',
    creditCode: '91110108MA01A2B3CF',
    locale: 'zh-CN',
    founder: { accountId, name: founder.name },
  });
  const account = { kind: 'account', accountId, sessionId: '', operator: false } as const;
  const actor = await actorInTenant(core, account, slug);
  if (!actor) throw new Error('the founder is no member of the new enterprise');
  return contextOf(core, actor, { ip: '127.0.0.1', userAgent: 'bench' });
}
