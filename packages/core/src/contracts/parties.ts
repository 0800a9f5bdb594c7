import { z } from 'zod';
import { type Context, type MemberActor, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { emailAddress } from '../people/email-address.ts';
import { lineOfText } from '../plain-text.ts';
import { contractTitle } from './draft.ts';
import { requireDraft } from './load.ts';

export const setPartiesInput = z.object({
  contractId: z.uuid(),
  title: contractTitle.optional(),
  ordering: z.enum(['sequential', 'unordered']).default('sequential'),
  parties: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('self') }),
        z.object({
          kind: z.literal('person'),
          name: lineOfText(1, 60),
          email: emailAddress,
          locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
        }),
      ]),
    )
    .min(1)
    .max(20),
});

type PartiesInput = z.output<typeof setPartiesInput>;

/** Sets who signs and in what order; replaces what a draft had. The member's own enterprise may stand once. */
export async function setParties(ctx: Context, input: PartiesInput): Promise<void> {
  const actor = requireMember(ctx, 'contract.create');
  const { tenantId } = actor;
  const { contractId } = input;
  if (input.parties.filter((party) => party.kind === 'self').length > 1) {
    throw new CoreError('INVALID_INPUT', 'your own enterprise may stand only once among the parties', {
      field: 'parties',
    });
  }
  const rows = await participantRows(ctx, actor, input);
  await ctx.core.db.withTenant(tenantId, async (tx) => {
    await requireDraft(tx, contractId, tenantId);
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    await tx.participant.deleteMany({ where: { contractId } });
    await tx.participant.createMany({
      data: rows.map((row) => ({ ...row, organization: row.kind === 'member' ? tenant.name : null })),
    });
    await tx.contract.update({
      where: { id: contractId },
      data: {
        ordering: input.ordering,
        version: { increment: 1 },
        ...(input.title ? { title: input.title } : {}),
      },
    });
  });
}

async function participantRows(ctx: Context, actor: MemberActor, input: PartiesInput) {
  const { core } = ctx;
  const { tenantId, accountId } = actor;
  const account = await core.db.relay.account.findUniqueOrThrow({ where: { id: accountId } });
  const own = { email: core.keys.unsealPlatform('email', account.emailSealed), locale: account.locale };
  const now = core.now().getTime();
  return Promise.all(
    input.parties.map(async (party, index) => {
      // A millisecond apart: IDs are time-ordered, so parties of equal position keep the order they were entered in.
      const id = newId(new Date(now + index));
      const self = party.kind === 'self';
      const { email, locale } = self ? own : party;
      return {
        id,
        contractId: input.contractId,
        ownerTenantId: tenantId,
        partyTenantId: self ? tenantId : null,
        accountId: self ? accountId : null,
        kind: self ? 'member' : 'person',
        name: self ? account.name : party.name,
        emailSealed: await core.keys.seal(tenantId, `participant/${id}/email`, email),
        locale,
        position: input.ordering === 'sequential' ? index : 0,
        state: 'waiting',
      };
    }),
  );
}
