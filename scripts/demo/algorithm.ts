import {
  type Core,
  chooseAlgorithm,
  contextOf,
  type SignerAlgorithm,
  signerAlgorithms,
  tenantSettings,
} from '@chopmark/core';
import { type DemoTenant, demoMember } from './accounts.ts';

const SHORT: Record<string, SignerAlgorithm> = { ec: 'ec-p256', rsa: 'rsa-2048' };

/** `ec`, `rsa`, or one of the exact names (`ec-p384`, `rsa-3072`, `sm2`, …); undefined: no such algorithm. */
export function algorithmNamed(name: string): SignerAlgorithm | undefined {
  return SHORT[name] ?? signerAlgorithms.find((known) => known === name);
}

/** Does the work while the tenant's signers get keys of this algorithm; afterwards its choice is what it was. */
export async function withAlgorithm<T>(
  core: Core,
  tenant: DemoTenant,
  algorithm: SignerAlgorithm,
  work: () => Promise<T>,
): Promise<T> {
  const owner = contextOf(core, await demoMember(core, tenant));
  const { policy } = await tenantSettings(owner);
  await chooseAlgorithm(owner, { algorithm });
  try {
    return await work();
  } finally {
    await chooseAlgorithm(owner, { algorithm: policy.algorithm });
  }
}

/** What the tenant's signers get. */
export async function algorithmOfTenant(core: Core, tenant: DemoTenant): Promise<SignerAlgorithm> {
  return (await tenantSettings(contextOf(core, await demoMember(core, tenant)))).policy.algorithm;
}
