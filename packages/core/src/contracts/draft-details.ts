import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { paragraphs } from '../plain-text.ts';
import { contractTitle } from './draft.ts';
import { type DraftState, draftState, loadDraftRows } from './draft-check.ts';
import { requireUnchangedDraft } from './require-draft.ts';

const DAY = 86_400_000;
/** A leap year and a time zone's worth of a day. */
const LATEST_MS = 367 * DAY;

export const orderings = z.enum(['sequential', 'unordered']);

export const updateDraftInput = z.object({
  contractId: z.uuid(),
  /** Of the draft as it was read; when it has moved on, nothing is changed (CONFLICT). */
  version: z.number().int().optional(),
  title: contractTitle.optional(),
  /** To all parties, in the invitation and on the signing page. Empty: none. */
  message: paragraphs(0, 2000).optional(),
  /** Until when all must have signed; null: no deadline. In the future, at most a year ahead. */
  deadline: z.iso.datetime({ offset: true }).nullable().optional(),
  ordering: orderings.optional(),
});

/** Changes what is said about a draft as a whole; what is left out stays. @throws CoreError DEADLINE_INVALID, CONFLICT */
export async function updateDraft(
  ctx: Context,
  input: z.output<typeof updateDraftInput>,
): Promise<DraftState> {
  const actor = requireMember(ctx, 'contract.create');
  const { tenantId } = actor;
  const { contractId, title, message, ordering } = input;
  const deadline = input.deadline === undefined ? undefined : deadlineOf(input.deadline, ctx.core.now());
  const rows = await ctx.core.db.withTenant(tenantId, async (tx) => {
    await requireUnchangedDraft(tx, input, actor);
    await tx.contract.update({
      where: { id: contractId },
      data: {
        version: { increment: 1 },
        ...(title === undefined ? {} : { title }),
        ...(message === undefined ? {} : { message: message || null }),
        ...(deadline === undefined ? {} : { deadline }),
        ...(ordering === undefined ? {} : { ordering }),
      },
    });
    return loadDraftRows(tx, contractId);
  });
  return draftState(ctx.core, rows);
}

function deadlineOf(value: string | null, now: Date): Date | null {
  if (value === null) return null;
  const deadline = new Date(value);
  const ahead = deadline.getTime() - now.getTime();
  if (ahead > 0 && ahead <= LATEST_MS) return deadline;
  throw new CoreError('DEADLINE_INVALID', 'choose a deadline between now and a year from now', {
    field: 'deadline',
  });
}
