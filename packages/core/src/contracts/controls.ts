import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { requireDraft } from './draft.ts';
import type { PageSize } from './intake.ts';

const MM = 72 / 25.4;
const SEAL = 42 * MM;
const MARGIN = 60;

export const controlKinds = ['signature', 'seal', 'date', 'text'] as const;
export type ControlKind = (typeof controlKinds)[number];

/** Points; the origin is the lower left corner of the page as it is displayed. */
export type Placement = {
  kind: ControlKind;
  page: number;
  x: number;
  y: number;
  width: number;
  height: number;
};

export const placeDefaultControlsInput = z.object({ contractId: z.uuid() });

/**
 * Puts the default controls on a draft, replacing what it had: at the foot of the last page the own enterprise's seal
 * at the left, each person's signature at the right, every one with the date under it.
 */
export async function placeDefaultControls(
  ctx: Context,
  input: z.output<typeof placeDefaultControlsInput>,
): Promise<void> {
  const actor = requireMember(ctx, 'contract.create');
  const { tenantId } = actor;
  const { core } = ctx;
  await core.db.withTenant(tenantId, async (tx) => {
    await requireDraft(tx, input.contractId, tenantId);
    const document = await tx.document.findFirstOrThrow({
      where: { contractId: input.contractId },
      orderBy: { position: 'asc' },
    });
    const participants = await tx.participant.findMany({
      where: { contractId: input.contractId },
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
    });
    if (participants.length === 0) throw new CoreError('CONTRACT_INCOMPLETE', 'name the parties first');
    const pages = document.pages as PageSize[];
    let persons = 0;
    const rows = participants.flatMap((participant, index) =>
      defaultPlaces(participant.kind, pages, participant.kind === 'person' ? persons++ : 0).map((place) => ({
        id: newId(core.now()),
        ownerTenantId: tenantId,
        contractId: input.contractId,
        documentId: document.id,
        participantId: participant.id,
        name: `p${index + 1}-${place.kind}`,
        ...place,
        fontSize: place.kind === 'date' ? 11 : null,
        required: true,
        label: null,
      })),
    );
    await tx.control.deleteMany({ where: { contractId: input.contractId } });
    await tx.control.createMany({ data: rows });
  });
}

function defaultPlaces(kind: string, pages: PageSize[], nth: number): Placement[] {
  const page = pages.length - 1;
  const { width, height } = pages[page] ?? { width: 595, height: 842 };
  const lift = Math.min(nth * 100, Math.max(0, height - 220));
  if (kind === 'member') {
    const size = Math.min(SEAL, width / 2 - MARGIN);
    return [
      { kind: 'seal', page, x: MARGIN, y: MARGIN + 24, width: size, height: size },
      { kind: 'date', page, x: MARGIN, y: MARGIN, width: size, height: 18 },
    ];
  }
  const boxWidth = Math.min(150, width / 2 - MARGIN);
  const x = width - MARGIN - boxWidth;
  return [
    { kind: 'signature', page, x, y: MARGIN + 24 + lift, width: boxWidth, height: 60 },
    { kind: 'date', page, x, y: MARGIN + lift, width: boxWidth, height: 18 },
  ];
}
