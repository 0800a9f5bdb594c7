import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Core, installPlatform } from '@chopmark/core';
import type { Installation } from '@chopmark/worker/installation';
import { type DemoTenant, ensureDemoTenant, ensureOperator } from './demo/accounts.ts';
import { runDemoContract } from './demo/run-contract.ts';
import { sampleContract } from './demo/sample-contract.ts';
import { openShowroom, type Showroom } from './showroom/showroom.ts';
import type { Steps } from './steps.ts';
import { withWorker } from './with-worker.ts';

/** The platform, the operator's account and the demo tenant. Safe to repeat. */
export async function prepareAccounts(
  installation: Installation,
  publicUrl: string,
  steps: Steps,
): Promise<void> {
  await withWorker(installation, publicUrl, (core) => ensureAccounts(core, installation, steps));
}

/** The same, and the demo contract signed by both its parties. @returns the signed file's path */
export async function prepareDemo(
  installation: Installation,
  publicUrl: string,
  steps: Steps,
): Promise<string> {
  const folder = join(installation.folder.path, 'demo');
  const signedFile = join(folder, 'signed.pdf');
  await withWorker(installation, publicUrl, async (core) => {
    const tenant = await ensureAccounts(core, installation, steps);
    const bytes = await sampleContract({ owner: tenant.name, person: '李明' });
    const { signed } = await runDemoContract(
      core,
      tenant,
      { file: { name: '设计服务合同.pdf', bytes }, level: undefined },
      steps,
    );
    await mkdir(folder, { recursive: true });
    await writeFile(signedFile, signed);
  });
  return signedFile;
}

/** Enterprises with something on every page, for looking at. Once in an installation. */
export async function prepareShowroom(
  installation: Installation,
  publicUrl: string,
  steps: Steps,
): Promise<Showroom> {
  return steps.step('showroom: enterprises with contracts in every state', () =>
    withWorker(installation, publicUrl, openShowroom),
  );
}

/** The platform with the operator's account, and the demo tenant. Safe to repeat. */
export async function ensureAccounts(
  core: Core,
  installation: Installation,
  steps: Steps,
): Promise<DemoTenant> {
  const { storage, secrets } = installation.folder;
  await steps.step('platform: root CA, TSA, providers, operator', async () => {
    await installPlatform(core, { storageDirectory: storage });
    await ensureOperator(core, secrets.operatorPassword);
  });
  return steps.step('demo tenant with its own CA, roles and seal', () =>
    ensureDemoTenant(core, secrets.demoPassword),
  );
}
