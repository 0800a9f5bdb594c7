import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { requireDraft } from './load.ts';
import { setPartiesInput } from './parties.ts';

export const draftPartiesInput = z.object({ contractId: z.uuid() });

/** The same shape as `setParties` takes, so that a form can be filled from it and sent back. */
export const draftPartiesOutput = setPartiesInput
  .pick({ ordering: true, title: true })
  .extend({ parties: setPartiesInput.shape.parties.min(0) });

/**
 * What was entered into a draft so far, e-mail addresses included: those are for who edits it and for nobody else.
 * @throws CoreError NOT_FOUND for a foreign ID, CONTRACT_STATE when it was sent already
 */
export async function draftParties(
  ctx: Context,
  input: z.output<typeof draftPartiesInput>,
): Promise<z.output<typeof draftPartiesOutput>> {
  const { core } = ctx;
  const { tenantId } = requireMember(ctx, 'contract.create');
  const { contract, participants } = await core.db.withTenant(tenantId, async (tx) => {
    await requireDraft(tx, input.contractId, tenantId);
    return {
      contract: await tx.contract.findUniqueOrThrow({ where: { id: input.contractId } }),
      participants: await tx.participant.findMany({
        where: { contractId: input.contractId },
        orderBy: [{ position: 'asc' }, { id: 'asc' }],
      }),
    };
  });
  const parties = participants.map(async (each) => {
    if (each.kind === 'member') return { kind: 'self' as const };
    const email = await core.keys.unsealText(tenantId, `participant/${each.id}/email`, each.emailSealed);
    const locale = each.locale === 'en' ? ('en' as const) : ('zh-CN' as const);
    return { kind: 'person' as const, name: each.name, email, locale };
  });
  return {
    title: contract.title,
    ordering: contract.ordering === 'unordered' ? 'unordered' : 'sequential',
    parties: await Promise.all(parties),
  };
}
