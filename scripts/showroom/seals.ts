import {
  type Context,
  createPictureSeal,
  createPictureSealInput,
  createSeal,
  createSealInput,
  defaultRoundSeal,
  grantSeal,
  grantSealInput,
  listMembers,
  listSeals,
  sealColours,
  setSealEnabled,
} from '@chopmark/core';

import { sealScan } from './seal-scan.ts';

export type ShowroomSeals = { seals: Record<'contract' | 'finance' | 'scanned', string> };

/** The enterprise's first seal in use, one that is disabled, one from a scan. */
export async function sealsOf(owner: Context, enterprise: string): Promise<ShowroomSeals> {
  const [first] = await listSeals(owner);
  if (!first) throw new Error('the enterprise has no first seal');
  const { items } = await listMembers(owner, { state: 'active' });
  const membershipIds = items.map((member) => member.id);
  const validUntil = new Date(owner.core.now().getTime() + 90 * 86_400_000).toISOString();
  await grantSeal(owner, grantSealInput.parse({ sealId: first.id, membershipIds, validUntil }));
  const spec = { ...defaultRoundSeal, enterpriseName: enterprise, sealId: '' };
  const finance = await createSeal(
    owner,
    createSealInput.parse({
      name: '财务专用章',
      spec: { ...spec, sealType: '财务专用章', diameterMm: 38, innerRing: true, colour: sealColours.blue },
    }),
  );
  await setSealEnabled(owner, { ...finance, enabled: false });
  const scanned = await createPictureSeal(
    owner,
    createPictureSealInput.parse({ name: '扫描的旧印章（北京办事处）', widthMm: 36, file: sealScan() }),
  );
  return { seals: { contract: first.id, finance: finance.sealId, scanned: scanned.sealId } };
}
