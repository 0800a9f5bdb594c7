import { isUniqueViolation } from '@chopmark/db';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { newId } from '../ids.ts';
import { lineOfText } from '../plain-text.ts';
import { pageSchema } from './contract-view.ts';
import {
  controlFault,
  controlKinds,
  fieldNamer,
  MAX_CONTROLS,
  requireValidControls,
} from './control-rules.ts';
import { type DraftState, draftState, loadDraftRows } from './draft-check.ts';
import { requireUnchangedDraft } from './require-draft.ts';

const DEFAULT_FONT_SIZE = 11;
const points = z.number().min(-1).max(20_000);

export const setControlsInput = z.object({
  contractId: z.uuid(),
  /** Of the draft as it was read: controls are replaced as a whole, so an older version changes nothing (CONFLICT). */
  version: z.number().int(),
  controls: z
    .array(
      z.object({
        /** Kept when given; must not be in use elsewhere. */
        id: z.uuid().optional(),
        documentId: z.uuid(),
        /** The party who signs or fills in here. */
        participantId: z.uuid(),
        /** `seal`: of the own enterprise only. Files that others have signed take `signature` and `seal` only. */
        kind: z.enum(controlKinds),
        /** From 0. */
        page: z.number().int().min(0).max(100_000),
        /** PDF points; the origin is the lower left corner of the page as displayed. */
        x: points,
        y: points,
        width: points,
        height: points,
        /** What to fill in, written small into the page. */
        label: lineOfText(0, 60).nullish(),
        /** Of texts: must the signer fill it in? */
        required: z.boolean().default(true),
        /** Of texts and dates, in points. */
        fontSize: z.number().int().min(2).max(72).nullish(),
      }),
    )
    .max(MAX_CONTROLS),
});

type ControlsInput = z.output<typeof setControlsInput>;

/**
 * Replaces all controls of a draft, in one transaction.
 * @throws CoreError CONFLICT, CONTROL_INVALID with the control's number and a `reason`, NOT_FOUND, CONTRACT_STATE
 */
export async function setControls(ctx: Context, input: ControlsInput): Promise<DraftState> {
  const { core } = ctx;
  const actor = requireMember(ctx, 'contract.create');
  const { tenantId } = actor;
  const { contractId } = input;
  const controls = input.controls.map((control, index) => ({
    ...control,
    id: control.id ?? newId(new Date(core.now().getTime() + index)),
  }));
  await requireWritableLabels(ctx, controls);
  const write = core.db.withTenant(tenantId, async (tx) => {
    await requireUnchangedDraft(tx, input, actor);
    const { documents, participants } = await loadDraftRows(tx, contractId);
    requireValidControls(controls, {
      documents: documents.map((each) => ({ ...each, pages: z.array(pageSchema).parse(each.pages) })),
      parties: participants,
    });
    const namers = new Map(documents.map((each) => [each.id, fieldNamer()]));
    await tx.control.deleteMany({ where: { contractId } });
    await tx.control.createMany({
      data: controls.map((control) => {
        const party = participants.findIndex((each) => each.id === control.participantId);
        const name = namers.get(control.documentId)?.(party, control.kind) ?? '';
        return { ...rowOf(control), name, contractId, ownerTenantId: tenantId };
      }),
    });
    await tx.contract.update({ where: { id: contractId }, data: { version: { increment: 1 } } });
    return loadDraftRows(tx, contractId);
  });
  const rows = await write.catch((error: unknown) => {
    // Somebody else's control has this ID.
    if (isUniqueViolation(error)) throw controlFault('id', 0);
    throw error;
  });
  return draftState(core, rows);
}

function rowOf(control: ControlsInput['controls'][number] & { id: string }) {
  const { id, documentId, participantId, kind, page, x, y, width, height } = control;
  const writes = kind === 'text' || kind === 'date';
  return {
    id,
    documentId,
    participantId,
    kind,
    page,
    x: Math.max(0, x),
    y: Math.max(0, y),
    width,
    height,
    label: control.label || null,
    required: kind === 'text' ? control.required : true,
    fontSize: writes ? (control.fontSize ?? DEFAULT_FONT_SIZE) : null,
  };
}

/** Labels are drawn into the page when the contract is sent: what the font cannot write is refused now, not then. */
async function requireWritableLabels(ctx: Context, controls: ControlsInput['controls']): Promise<void> {
  const labels = controls.map((control) => control.label ?? '');
  const box = { width: 1, height: 1, size: 1 };
  const measured = await ctx.core.cpu.run(
    'measure',
    labels.map((text) => ({ text, box })),
  );
  const index = measured.findIndex(({ missing }) => missing.length > 0);
  if (index >= 0) throw controlFault('characters', index);
}
