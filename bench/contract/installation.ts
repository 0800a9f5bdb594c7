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
import { type Installation, openInstallation } from '@chopmark/worker/installation';
import { withWorker } from '../../scripts/with-worker.ts';

/**
 * Runs the work on an installation of the bench's own: embedded PostgreSQL, worker and one enterprise, in a temporary
 * folder. `owner` stands for requests of the enterprise's founder.
 */
export async function onInstallation<T>(
  note: (line: string) => void,
  work: (owner: Context, installation: Installation) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chopmark-bench-'));
  try {
    // PostgreSQL runs as a user of its own when we are root, and its cluster is below.
    await chmod(dataDir, 0o755);
    const installation = await openInstallation({ dataDir, log: note });
    try {
      return await withWorker(installation, 'http://localhost', async (core) => {
        await installPlatform(core, { storageDirectory: installation.folder.storage });
        return work(await foundEnterprise(core), installation);
      });
    } finally {
      await installation.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
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
