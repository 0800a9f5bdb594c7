import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { pageSchema } from './contract-view.ts';
import { fieldNamer, isSignature } from './control-rules.ts';
import { defaultPlaces, type Place } from './default-places.ts';
import { type DraftState, draftState, loadDraftRows } from './draft-check.ts';
import { requireDraft } from './require-draft.ts';

const POINTS_PER_MM = 72 / 25.4;

export const placeDefaultControlsInput = z.object({ contractId: z.uuid() });

/**
 * Puts seal, signature and date at their usual places, in every document, for each party that has no place to sign there
 * yet; what a person has placed stays. A file that others have signed takes signatures and seals only, no dates: their
 * validators would hold new fields of other kinds against them.
 * @throws CoreError NOT_FOUND, CONTRACT_STATE, CONTRACT_INCOMPLETE when there are no parties or documents yet
 */
export async function placeDefaultControls(
  ctx: Context,
  input: z.output<typeof placeDefaultControlsInput>,
): Promise<DraftState> {
  const { core } = ctx;
  const actor = requireMember(ctx, 'contract.create');
  const { tenantId } = actor;
  const { contractId } = input;
  const rows = await core.db.withTenant(tenantId, async (tx) => {
    await requireDraft(tx, contractId, actor);
    const loaded = await loadDraftRows(tx, contractId);
    if (loaded.participants.length === 0 || loaded.documents.length === 0) {
      throw new CoreError('CONTRACT_INCOMPLETE', 'name the parties and add a file first', {
        params: { count: 1 },
      });
    }
    const seal = await usualSealSize(tx, tenantId);
    const places = loaded.documents.flatMap((document) => placesOn(document, loaded, seal));
    if (places.length === 0) return loaded;
    await tx.control.createMany({
      data: places.map((place, index) => ({
        ...place,
        id: newId(new Date(core.now().getTime() + index)),
        ownerTenantId: tenantId,
        contractId,
        required: true,
        label: null,
      })),
    });
    await tx.contract.update({ where: { id: contractId }, data: { version: { increment: 1 } } });
    return loadDraftRows(tx, contractId);
  });
  return draftState(core, rows);
}

type Loaded = Awaited<ReturnType<typeof loadDraftRows>>;

/** The places a document still wants, on its last page. */
function placesOn(
  document: Loaded['documents'][number],
  { participants, controls }: Loaded,
  seal: { width: number; height: number },
) {
  const own = controls.filter((control) => control.documentId === document.id);
  const signs = new Set(own.filter(isSignature).map((control) => control.participantId));
  const wanting = participants.filter((each) => !signs.has(each.id));
  const pages = z.array(pageSchema).parse(document.pages);
  const index = pages.length - 1;
  const { width, height } = pages[index] ?? { width: 595, height: 842 };
  const taken = own.filter((control) => control.page === index).map(rectOf);
  const places = defaultPlaces(wanting, { index, width, height, dates: !document.signedBefore, seal, taken });
  const nameOf = fieldNamer(own.map((control) => control.name));
  return wanting.flatMap((party) =>
    (places.get(party.id) ?? []).map((place) => ({
      ...place,
      documentId: document.id,
      participantId: party.id,
      name: nameOf(participants.indexOf(party), place.kind),
    })),
  );
}

const rectOf = (control: Loaded['controls'][number]): Place => ({
  x: control.x.toNumber(),
  y: control.y.toNumber(),
  width: control.width.toNumber(),
  height: control.height.toNumber(),
});

/** The true size of the tenant's first seal in use; 42 mm, the size of a company's round seal, when there is none. */
async function usualSealSize(tx: TenantTx, tenantId: string): Promise<{ width: number; height: number }> {
  const seal = await tx.seal.findFirst({ where: { tenantId, enabled: true }, orderBy: { createdAt: 'asc' } });
  const points = (millimetres: number) => Math.round(millimetres * POINTS_PER_MM * 1000) / 1000;
  return {
    width: points(seal?.widthMm.toNumber() ?? 42),
    height: points(seal?.heightMm.toNumber() ?? 42),
  };
}
