import {
  type Context,
  createSeal,
  createSealInput,
  defaultRoundSeal,
  listSeals,
  setSealEnabled,
} from '@chopmark/core';

/** Beside the first seal a second one, blue and disabled. */
export async function sealsOf(owner: Context, enterpriseName: string) {
  const input = createSealInput.parse({
    name: '财务专用章',
    spec: {
      ...defaultRoundSeal,
      enterpriseName,
      sealType: '财务专用章',
      sealId: '3301060012345',
      colour: '#1d3f9c',
      diameterMm: 38,
      innerRing: true,
    },
  });
  const { sealId } = await createSeal(owner, input);
  await setSealEnabled(owner, { sealId, enabled: false });
  const first = (await listSeals(owner)).find((seal) => seal.id !== sealId);
  if (!first) throw new Error('the enterprise has no first seal');
  return { first: first.id, disabled: sealId };
}
