import { Prisma } from '@chopmark/db';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { type ContractView, contractViews, inView } from './contract-views.ts';
import { visibleTo } from './visibility.ts';

const DAY = 24 * 3_600_000;
const RECENT_DAYS = 30;

export const contractCountsOutput = z.object({
  awaiting_me: z.number(),
  awaiting_others: z.number(),
  expiring: z.number(),
  completed: z.number(),
  drafts: z.number(),
  ended: z.number(),
  all: z.number(),
  /** In the last 30 days. */
  sent_lately: z.number(),
  completed_lately: z.number(),
});

/** How many contracts stand in each view of what the member may see. */
export async function contractCounts(ctx: Context): Promise<z.output<typeof contractCountsOutput>> {
  const actor = requireMember(ctx, 'contract.view');
  const now = ctx.core.now();
  const since = new Date(now.getTime() - RECENT_DAYS * DAY);
  const count = (condition: Prisma.Sql) => Prisma.sql`count(*) filter (where ${condition})::int`;
  const rows = await ctx.core.db.withTenant(
    actor.tenantId,
    (tx) => tx.$queryRaw<unknown[]>`
    select
      ${Prisma.join(contractViews.map((view) => Prisma.sql`${count(inView(view, actor, now))} as ${named(view)}`))},
      ${count(Prisma.sql`c.sent_at >= ${since}`)} as sent_lately,
      ${count(Prisma.sql`c.state = 'completed' and c.ended_at >= ${since}`)} as completed_lately
    from contract c where ${visibleTo(actor)}`,
  );
  return contractCountsOutput.parse(rows[0]);
}

/** Names of our own, so that they need no escaping. */
const named = (view: ContractView) => Prisma.raw(`"${view}"`);
