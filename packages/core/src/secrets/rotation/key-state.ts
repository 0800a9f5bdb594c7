import { PLATFORM_TENANT_ID } from '../../platform/platform-tenant.ts';
import type { KeyWork } from './key-work.ts';

const RECENT = 50;

/** What an operator needs to know of the installation's keys; IDs and numbers only. */
export async function keyState(core: KeyWork) {
  const { relay } = core.db;
  const { masterKeys } = core.keys;
  const byMaster = await relay.dataKey.groupBy({
    by: ['masterKeyId'],
    where: { state: { not: 'retired' } },
    _count: true,
    orderBy: { masterKeyId: 'asc' },
  });
  const old = await relay.dataKey.findMany({
    where: { state: { in: ['readable', 'closed'] } },
    select: { tenantId: true, purpose: true, version: true, state: true, replacedAt: true },
    orderBy: { id: 'asc' },
  });
  const rotations = await relay.keyRotation.findMany({ orderBy: { startedAt: 'desc' }, take: RECENT });
  return {
    masterKey: {
      current: masterKeys.currentKeyId,
      known: masterKeys.keyIds,
      health: await masterKeys.healthCheck(),
    },
    dataKeys: byMaster.map(({ masterKeyId, _count }) => ({
      masterKeyId,
      keys: _count,
      /** Nothing under it can be opened by this process. */
      lost: !masterKeys.keyIds.includes(masterKeyId),
    })),
    old,
    rotations: rotations.map(({ tenantId, ...rotation }) => ({
      ...rotation,
      tenantId: tenantId === PLATFORM_TENANT_ID ? null : tenantId,
    })),
  };
}
