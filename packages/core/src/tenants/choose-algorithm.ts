import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { ensureNationalAuthorities } from '../platform/install.ts';
import { type AlgorithmObstacle, prospectOf } from './algorithm-choices.ts';
import { ensureIssuingCa } from './finish-opening.ts';
import { lineOf, type SignerAlgorithm, signerAlgorithms } from './key-algorithms.ts';

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
  const { obstacle, ca } = await prospectOf(core, tenant, algorithm);
  if (obstacle) throw unavailable(algorithm, obstacle);
  if (lineOf(algorithm) === 'national') {
    await ensureNationalAuthorities(core);
    if (!ca) await ensureIssuingCa(core, tenant, 'national');
  }
  // In one statement, so that somebody else's change of another promise stays.
  await core.db.withTenant(
    tenantId,
    (
      tx,
    ) => tx.$executeRaw`update tenant set policy = policy || jsonb_build_object('algorithm', ${algorithm}::text)
      where id = ${tenantId}::uuid`,
  );
}

const WHY: Record<AlgorithmObstacle, string> = {
  installation: "this installation's OpenSSL has no SM2",
  ca: 'no certificate authority of the tenant certifies such keys',
  timestamp: 'no timestamp authority stamps such signatures',
};

function unavailable(algorithm: SignerAlgorithm, obstacle: AlgorithmObstacle): CoreError {
  return new CoreError('ALGORITHM_UNAVAILABLE', `${algorithm}: ${WHY[obstacle]}`, {
    params: { algorithm },
    field: 'algorithm',
  });
}
