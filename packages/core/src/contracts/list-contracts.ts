import { Prisma, type TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, type MemberActor, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { abilities, type Rows } from './contract-view.ts';
import { type ContractView, contractViews, inView } from './contract-views.ts';
import { isActorsPart, visibleTo } from './visibility.ts';

const PAGE = 30;

export const listContractsInput = z.object({
  view: z.enum(contractViews).default('all'),
  /** Part of a title or of a party's name. */
  q: z.string().trim().max(100).default(''),
  /** `nextCursor` of the page before. */
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(PAGE),
});
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
      /** Whose signature is awaited now, and since when. */
      awaited: z.array(z.object({ name: z.string(), since: z.string().nullable(), isMe: z.boolean() })),
      createdAt: z.string(),
      sentAt: z.string().nullable(),
      endedAt: z.string().nullable(),
      deadline: z.string().nullable(),
      can: z.object({ edit: z.boolean(), sign: z.boolean(), download: z.boolean() }),
    }),
  ),
  nextCursor: z.string().nullable(),
});

type ListInput = z.output<typeof listContractsInput>;

/**
 * The contracts a member may see, newest first; those that expire, soonest first.
 * @throws CoreError INVALID_INPUT for a cursor of another view or of nobody's making
 */
export async function listContracts(
  ctx: Context,
  input: z.input<typeof listContractsInput>,
): Promise<z.input<typeof listContractsOutput>> {
  const actor = requireMember(ctx, 'contract.view');
  const asked = listContractsInput.parse(input);
  return ctx.core.db.withTenant(actor.tenantId, async (tx) => {
    const found = await findPage(tx, actor, asked, ctx.core.now());
    const page = found.slice(0, asked.limit);
    const ids = page.map((row) => row.id);
    const contracts = await tx.contract.findMany({ where: { id: { in: ids } } });
    const participants = await tx.participant.findMany({
      where: { contractId: { in: ids } },
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
    });
    const last = page.at(-1);
    return {
      items: ids.flatMap((id) => {
        const contract = contracts.find((each) => each.id === id);
        const parties = participants.filter((each) => each.contractId === id);
        return contract ? [listItem(ctx, { contract, participants: parties })] : [];
      }),
      nextCursor: last && found.length > asked.limit ? cursorOf(last) : null,
    };
  });
}

type Found = { id: string; at: Date };

/** The IDs of one page and one more, with the time they are ordered by. */
async function findPage(tx: TenantTx, actor: MemberActor, input: ListInput, now: Date): Promise<Found[]> {
  const order = orderOf(input.view);
  return tx.$queryRaw<Found[]>`
    select c.id::text as id, ${order.by} as at from contract c
    where ${visibleTo(actor)} and ${inView(input.view, actor, now)} and ${matches(input.q)}
      and ${after(input.cursor, order)}
    order by ${order.by} ${order.direction}, c.id ${order.direction}
    limit ${input.limit + 1}`;
}

type Order = { by: Prisma.Sql; direction: Prisma.Sql; beyond: Prisma.Sql };

function orderOf(view: ContractView): Order {
  return view === 'expiring'
    ? { by: Prisma.sql`c.deadline`, direction: Prisma.sql`asc`, beyond: Prisma.sql`>` }
    : { by: Prisma.sql`c.created_at`, direction: Prisma.sql`desc`, beyond: Prisma.sql`<` };
}

/** Row-level security keeps the text from any index; at a tenant's size a scan of its own contracts is quick. */
function matches(q: string): Prisma.Sql {
  if (q === '') return Prisma.sql`true`;
  const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  return Prisma.sql`(c.title ilike ${pattern} or exists (
    select 1 from participant p where p.contract_id = c.id
      and (p.name ilike ${pattern} or p.organization ilike ${pattern})))`;
}

const cursorShape = /^(\d{1,15})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const cursorOf = ({ id, at }: Found): string => `${at.getTime()}_${id}`;

function after(cursor: string | undefined, { by, beyond }: Order): Prisma.Sql {
  if (cursor === undefined) return Prisma.sql`true`;
  const [, at, id] = cursorShape.exec(cursor) ?? [];
  if (!at || !id) {
    throw new CoreError('INVALID_INPUT', 'the cursor is not one of this list', { field: 'cursor' });
  }
  return Prisma.sql`(${by}, c.id) ${beyond} (${new Date(Number(at))}, ${id}::uuid)`;
}

type Listed = Pick<Rows, 'contract' | 'participants'>;

function listItem(ctx: Context, rows: Listed): z.input<typeof listContractsOutput>['items'][number] {
  const { contract, participants } = rows;
  const me = participants.find((each) => isActorsPart(ctx, each));
  const { edit, sign, download } = abilities(ctx, rows, me);
  return {
    id: contract.id,
    title: contract.title,
    state: contract.state,
    myState: me?.state ?? null,
    failed: contract.failure !== null || participants.some((each) => each.failure !== null),
    parties: participants.map((each) => each.organization ?? each.name),
    awaited: participants
      .filter((each) => contract.state === 'in_progress' && ['awaited', 'signing'].includes(each.state))
      .map((each) => ({
        name: each.organization ?? each.name,
        since: each.invitedAt?.toISOString() ?? null,
        isMe: each.id === me?.id,
      })),
    createdAt: contract.createdAt.toISOString(),
    sentAt: contract.sentAt?.toISOString() ?? null,
    endedAt: contract.endedAt?.toISOString() ?? null,
    deadline: contract.deadline?.toISOString() ?? null,
    can: { edit, sign, download },
  };
}
