import type { Core } from '../context.ts';
import { newId } from '../ids.ts';
import { defaultRoundSeal, type RoundSealSpec } from './round-seal-spec.ts';

/** The seal every enterprise starts with: its contract seal with default parameters. */
export const firstSealOf = (enterpriseName: string, sealId: string): RoundSealSpec => ({
  ...defaultRoundSeal,
  enterpriseName,
  sealId,
});

/** Draws a tenant's first seal and grants it to its founder; does nothing where there is a seal or no member. */
export async function createFirstSeal(
  core: Core,
  { tenantId, spec }: { tenantId: string; spec: RoundSealSpec },
): Promise<void> {
  const drawing = await core.cpu.run('drawRoundSeal', spec);
  const now = core.now();
  const id = newId(now);
  await core.db.withTenant(tenantId, async (tx) => {
    // Two that open the tenant at the same time stand in line here.
    await tx.$executeRaw`select 1 from tenant where id = ${tenantId}::uuid for update`;
    const founder = await tx.membership.findFirst({ where: { tenantId }, orderBy: { createdAt: 'asc' } });
    if (!founder || (await tx.seal.count({ where: { tenantId } })) > 0) return;
    await tx.seal.create({
      data: {
        id,
        tenantId,
        name: spec.sealType,
        kind: spec.kind,
        version: 1,
        spec,
        drawing,
        widthMm: spec.diameterMm,
        heightMm: spec.diameterMm,
        enabled: true,
        createdBy: founder.id,
        createdAt: now,
      },
    });
    await tx.sealGrant.create({
      data: { id: newId(now), tenantId, sealId: id, membershipId: founder.id, createdAt: now },
    });
  });
}
