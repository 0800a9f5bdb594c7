import { Prisma } from '@chopmark/db';
import type { MemberActor } from '../context.ts';
import { partOf } from './visibility.ts';

/** The lists a member works from. Each of the tenant's contracts stands in `all` and by its state in others. */
export const contractViews = [
  'awaiting_me',
  'awaiting_others',
  'expiring',
  'completed',
  'drafts',
  'ended',
  'all',
] as const;

export type ContractView = (typeof contractViews)[number];

/** How near a deadline must be for a contract to count as expiring. */
export const EXPIRING_DAYS = 7;
const DAY = 24 * 3_600_000;

/** The condition of a view on the tenant's contracts as `c`. */
export function inView(view: ContractView, actor: MemberActor, now: Date): Prisma.Sql {
  const soon = new Date(now.getTime() + EXPIRING_DAYS * DAY);
  const mine = partOf(actor, 'awaited');
  const conditions: Record<ContractView, Prisma.Sql> = {
    awaiting_me: Prisma.sql`c.state = 'in_progress' and ${mine}`,
    awaiting_others: Prisma.sql`c.state in ('sending', 'in_progress', 'finishing') and not (c.state = 'in_progress' and ${mine})`,
    expiring: Prisma.sql`c.state = 'in_progress' and c.deadline > ${now} and c.deadline <= ${soon}`,
    completed: Prisma.sql`c.state = 'completed'`,
    drafts: Prisma.sql`c.state = 'draft'`,
    ended: Prisma.sql`c.state in ('expired', 'withdrawn', 'rejected', 'voided')`,
    all: Prisma.sql`true`,
  };
  return conditions[view];
}
