import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { isActorsPart } from './load.ts';
import { contractStates } from './state-machine.ts';

const PAGE = 30;
const stateSchema = z.enum(contractStates as [string, ...string[]]);

export const listContractsInput = z.object({ state: stateSchema.optional(), cursor: z.uuid().optional() });
export const listContractsOutput = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      state: z.string(),
      /** My own part, if I am a party: what the list's pill says. */
      myState: z.string().nullable(),
      failed: z.boolean(),
      parties: z.array(z.string()),
      createdAt: z.string(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

/** The tenant's contracts, newest first. */
export async function listContracts(
  ctx: Context,
  input: z.output<typeof listContractsInput>,
): Promise<z.input<typeof listContractsOutput>> {
  const actor = requireMember(ctx, 'contract.view');
  return ctx.core.db.withTenant(actor.tenantId, async (tx) => {
    const rows = await tx.contract.findMany({
      where: {
        tenantId: actor.tenantId,
        ...(input.state ? { state: input.state } : {}),
        ...(input.cursor ? { id: { lt: input.cursor } } : {}),
      },
      // Time-ordered IDs: a stable cursor.
      orderBy: { id: 'desc' },
      take: PAGE + 1,
    });
    const page = rows.slice(0, PAGE);
    const participants = await tx.participant.findMany({
      where: { contractId: { in: page.map((row) => row.id) } },
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
    });
    return {
      items: page.map((row) => {
        const parties = participants.filter((each) => each.contractId === row.id);
        return {
          id: row.id,
          title: row.title,
          state: row.state,
          myState: parties.find((each) => isActorsPart(ctx, each))?.state ?? null,
          failed: row.failure !== null || parties.some((each) => each.failure !== null),
          parties: parties.map((each) => each.organization ?? each.name),
          createdAt: row.createdAt.toISOString(),
        };
      }),
      nextCursor: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null,
    };
  });
}
