import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { getBlob } from './blob-store.ts';
import { defaultPlaces } from './default-places.ts';
import { headOf, requireDraft } from './load.ts';

export const controlKinds = ['signature', 'seal', 'date', 'text'] as const;
export type ControlKind = (typeof controlKinds)[number];

export const placeDefaultControlsInput = z.object({ contractId: z.uuid() });

/**
 * Puts the default controls on a draft, replacing what it had. A file that others have signed takes signatures and seals
 * only, no dates: their validators would hold new fields of other kinds against them.
 * @throws CoreError NOT_FOUND, CONTRACT_STATE, CONTRACT_INCOMPLETE when there are no parties yet
 */
export async function placeDefaultControls(
  ctx: Context,
  input: z.output<typeof placeDefaultControlsInput>,
): Promise<void> {
  const { tenantId } = requireMember(ctx, 'contract.create');
  const { core } = ctx;
  const { contractId } = input;
  const uploaded = await core.db.withTenant(tenantId, async (tx) => {
    await requireDraft(tx, contractId, tenantId);
    const document = await tx.document.findFirstOrThrow({
      where: { contractId },
      orderBy: { position: 'asc' },
    });
    return { documentId: document.id, sha256: (await headOf(tx, document)).sha256 };
  });
  const inspected = await core.cpu.run('inspect', await getBlob(core, tenantId, uploaded.sha256));
  const index = inspected.pages.length - 1;
  const { width, height } = inspected.pages[index] ?? { width: 595, height: 842 };

  await core.db.withTenant(tenantId, async (tx) => {
    await requireDraft(tx, contractId, tenantId);
    const participants = await tx.participant.findMany({
      where: { contractId },
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
    });
    if (participants.length === 0) throw new CoreError('CONTRACT_INCOMPLETE', 'name the parties first');
    const places = defaultPlaces(participants, { index, width, height, dates: !inspected.signed });
    const rows = participants.flatMap((participant, nth) =>
      (places.get(participant.id) ?? []).map((place) => ({
        ...place,
        id: newId(core.now()),
        ownerTenantId: tenantId,
        contractId,
        documentId: uploaded.documentId,
        participantId: participant.id,
        name: `p${nth + 1}-${place.kind}`,
        required: true,
        label: null,
      })),
    );
    await tx.control.deleteMany({ where: { contractId } });
    await tx.control.createMany({ data: rows });
  });
}
