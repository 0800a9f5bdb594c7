import { hasSm2 } from '@chopmark/crypto';
import { z } from 'zod';
import { type Context, type Core, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { ensureNationalAuthorities } from '../platform/install.ts';
import { ensureIssuingCa } from './finish-opening.ts';
import { lineOf, signerAlgorithms } from './key-algorithms.ts';

export const chooseAlgorithmInput = z.object({ algorithm: z.enum(signerAlgorithms) });

/**
 * Chooses the algorithm of the keys that the signers of the tenant's contracts get from now on; what was sent already keeps
 * its own. For SM2 the platform's and the tenant's authorities of that line are made first, where they are missing. May be
 * repeated.
 * @throws CoreError ALGORITHM_UNAVAILABLE when this installation or the tenant's own CA can't do it, TENANT_OPENING
 */
export async function chooseAlgorithm(
  ctx: Context,
  { algorithm }: z.output<typeof chooseAlgorithmInput>,
): Promise<void> {
  const { core } = ctx;
  const { tenantId } = requireMember(ctx, 'tenant.manage');
  const tenant = await core.db.withTenant(tenantId, (tx) =>
    tx.tenant.findUniqueOrThrow({ where: { id: tenantId } }),
  );
  if (tenant.status === 'opening') throw new CoreError('TENANT_OPENING', 'finish opening the tenant first');
  if (lineOf(algorithm) === 'national') await ensureNational(core, tenant);
  await requireAuthority(core, tenantId, algorithm);
  // In one statement, so that somebody else's change of another promise stays.
  await core.db.withTenant(
    tenantId,
    (
      tx,
    ) => tx.$executeRaw`update tenant set policy = policy || jsonb_build_object('algorithm', ${algorithm}::text)
      where id = ${tenantId}::uuid`,
  );
}

async function ensureNational(core: Core, tenant: { id: string; slug: string; name: string }): Promise<void> {
  if (!hasSm2()) {
    throw new CoreError('ALGORITHM_UNAVAILABLE', "this installation's OpenSSL has no SM2", {
      params: { algorithm: 'sm2' },
      field: 'algorithm',
    });
  }
  const own = await core.providers.inUse(tenant.id, 'ca');
  const certifies = await core.providers.inUse(tenant.id, 'ca', 'sm2');
  // An enterprise with a CA of its own choice gets its certificates from nobody else.
  if (!certifies && own?.pluginId !== 'built-in') return;
  await ensureNationalAuthorities(core);
  if (!certifies) await ensureIssuingCa(core, tenant, 'national');
}

async function requireAuthority(core: Core, tenantId: string, algorithm: string): Promise<void> {
  if (await core.providers.inUse(tenantId, 'ca', algorithm)) return;
  throw new CoreError(
    'ALGORITHM_UNAVAILABLE',
    `no certificate authority of the tenant certifies ${algorithm}`,
    {
      params: { algorithm },
      field: 'algorithm',
    },
  );
}
