import { hasSm2 } from '@chopmark/crypto';
import type { PluginKind } from '@chopmark/plugins';
import { z } from 'zod';
import { type Context, type Core, requireMember } from '../context.ts';
import type { ProviderInUse } from '../providers/providers.ts';
import { capabilityFor, lineOf, type SignerAlgorithm, signerAlgorithms } from './key-algorithms.ts';
import { signaturePolicy } from './signature-policy.ts';

/** installation: this one's OpenSSL can't do it; ca, timestamp: no authority of the tenant's or the platform's can. */
export const algorithmObstacles = ['installation', 'ca', 'timestamp'] as const;
export type AlgorithmObstacle = (typeof algorithmObstacles)[number];

const words = z.object({ 'zh-CN': z.string(), en: z.string() });

export const algorithmChoicesOutput = z.array(
  z.object({
    algorithm: z.enum(signerAlgorithms),
    /** Why it can't be chosen; null when it can. */
    obstacle: z.enum(algorithmObstacles).nullable(),
    /** Who would certify its keys and stamp its signatures; null where nobody can, or it is yet to be made. */
    ca: words.nullable(),
    timestamp: words.nullable(),
    /** Authorities of its line are made when it is chosen. */
    toBeMade: z.boolean(),
  }),
);

export type AlgorithmChoices = z.output<typeof algorithmChoicesOutput>;

/** Which algorithms the tenant's signers could get keys of, as things are configured now. */
export async function algorithmChoices(ctx: Context): Promise<AlgorithmChoices> {
  const { core } = ctx;
  const { tenantId } = requireMember(ctx, 'tenant.view');
  const { policy } = await core.db.withTenant(tenantId, (tx) =>
    tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { policy: true } }),
  );
  const choices: AlgorithmChoices = [];
  for (const algorithm of signerAlgorithms) {
    const { obstacle, ca, timestamp, toBeMade } = await prospectOf(core, { id: tenantId, policy }, algorithm);
    choices.push({
      algorithm,
      obstacle,
      toBeMade,
      ca: ca && labelOf(core, 'ca', ca),
      timestamp: timestamp && labelOf(core, 'timestamp', timestamp),
    });
  }
  return choices;
}

export type Prospect = {
  obstacle: AlgorithmObstacle | null;
  ca: ProviderInUse<'ca'> | null;
  timestamp: ProviderInUse<'timestamp'> | null;
  toBeMade: boolean;
};

/** What stands in the way of choosing an algorithm, and who would serve it. */
export async function prospectOf(
  core: Core,
  { id: tenantId, policy }: { id: string; policy: unknown },
  algorithm: SignerAlgorithm,
): Promise<Prospect> {
  const isNational = lineOf(algorithm) === 'national';
  const ca = await core.providers.inUse(tenantId, 'ca', algorithm);
  const timestamp = await core.providers.inUse(tenantId, 'timestamp', capabilityFor('timestamp', algorithm));
  const nobody = { ca, timestamp, toBeMade: false };
  if (isNational && !hasSm2()) return { ...nobody, obstacle: 'installation' };
  // An enterprise with a CA of its own choice gets its certificates from nobody else.
  const canMakeCa = isNational && (await core.providers.inUse(tenantId, 'ca'))?.pluginId === 'built-in';
  if (!ca && !canMakeCa) return { ...nobody, obstacle: 'ca' };
  const isStamped = signaturePolicy(policy).level !== 'B-B';
  // The platform's own timestamp authority of the national line comes with its other authorities.
  if (!timestamp && isStamped && !isNational) return { ...nobody, obstacle: 'timestamp' };
  return { ca, timestamp, obstacle: null, toBeMade: isNational && (!ca || !timestamp) };
}

function labelOf(core: Core, kind: PluginKind, { pluginId }: { pluginId: string }) {
  return core.providers.registry.get(kind, pluginId).label;
}
