import { isUniqueViolation, type TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, type MemberActor, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { emailAddress } from '../people/email-address.ts';
import { lineOfText } from '../plain-text.ts';
import { type DraftState, draftState, loadDraftRows } from './draft-check.ts';
import { orderings } from './draft-details.ts';
import { requireUnchangedDraft } from './require-draft.ts';

export const MAX_PARTIES = 20;

/** Kept when given, so that the party's controls stay; must not be in use elsewhere. */
const id = z.uuid().optional();

export const setPartiesInput = z.object({
  contractId: z.uuid(),
  /** Of the draft as it was read; when it has moved on, nothing is changed (CONFLICT). */
  version: z.number().int().optional(),
  ordering: orderings.optional(),
  /** In their order. Whoever isn't named any more goes, with their controls. */
  parties: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({
          kind: z.literal('self'),
          id,
          /** The member who seals for the own enterprise; oneself when left out. */
          membershipId: z.uuid().optional(),
        }),
        z.object({
          kind: z.literal('person'),
          id,
          /** May be empty, like the address, as long as the contract is a draft. */
          name: lineOfText(0, 60),
          email: lineOfText(0, 254),
          locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
        }),
      ]),
    )
    .max(MAX_PARTIES),
});

type PartiesInput = z.output<typeof setPartiesInput>;

/**
 * Sets who signs a draft and in what order. What was typed so far is kept, finished or not; sending is strict.
 * @throws CoreError CONFLICT, INVALID_INPUT (own enterprise named twice, an ID in use elsewhere), NOT_FOUND, CONTRACT_STATE
 */
export async function setParties(ctx: Context, input: PartiesInput): Promise<DraftState> {
  const { core } = ctx;
  const actor = requireMember(ctx, 'contract.create');
  const { tenantId } = actor;
  const { contractId } = input;
  if (input.parties.filter((party) => party.kind === 'self').length > 1) {
    throw invalid('your own enterprise may stand only once among the parties');
  }
  const wanted = await participantRows(ctx, actor, input);
  const write = core.db.withTenant(tenantId, async (tx) => {
    await requireUnchangedDraft(tx, input, actor);
    await upsert(tx, contractId, wanted);
    const ordering = input.ordering === undefined ? {} : { ordering: input.ordering };
    await tx.contract.update({
      where: { id: contractId },
      data: { ...ordering, version: { increment: 1 } },
    });
    return loadDraftRows(tx, contractId);
  });
  const rows = await write.catch((error: unknown) => {
    if (isUniqueViolation(error)) throw invalid("a party's ID is in use elsewhere; leave it out");
    throw error;
  });
  return draftState(core, rows);
}

const invalid = (message: string) => new CoreError('INVALID_INPUT', message, { field: 'parties' });

type Row = Awaited<ReturnType<typeof participantRows>>[number];

/** A party keeps its row, and with it its controls, as long as it is named. */
async function upsert(tx: TenantTx, contractId: string, wanted: Row[]): Promise<void> {
  const existing = await tx.participant.findMany({ where: { contractId } });
  await tx.participant.deleteMany({ where: { contractId, id: { notIn: wanted.map((row) => row.id) } } });
  for (const row of wanted) {
    const before = existing.find((each) => each.id === row.id);
    if (before && before.kind !== row.kind) throw invalid('a party cannot become one of another kind');
    const { id: rowId, ...data } = row;
    if (before) await tx.participant.update({ where: { id: rowId }, data });
    else await tx.participant.create({ data: row });
  }
}

async function participantRows(ctx: Context, actor: MemberActor, input: PartiesInput) {
  const { core } = ctx;
  const { tenantId } = actor;
  const now = core.now().getTime();
  return Promise.all(
    input.parties.map(async (party, position) => {
      const rowId = party.id ?? newId(new Date(now + position));
      const who = party.kind === 'self' ? await ownParty(ctx, actor, party.membershipId) : personParty(party);
      const { email, ...columns } = who;
      const emailSealed = await core.keys.seal(tenantId, `participant/${rowId}/email`, email);
      const { contractId } = input;
      return {
        ...columns,
        id: rowId,
        contractId,
        ownerTenantId: tenantId,
        emailSealed,
        position,
        state: 'waiting',
      };
    }),
  );
}

function personParty({ name, email, locale }: Extract<PartiesInput['parties'][number], { kind: 'person' }>) {
  // An address that is still being typed stays as it is.
  const address = emailAddress.safeParse(email);
  return {
    kind: 'person',
    name,
    organization: null,
    email: address.success ? address.data : email,
    locale,
    partyTenantId: null,
    accountId: null,
  };
}

/** @throws CoreError INVALID_INPUT when the tenant has no such member */
async function ownParty(ctx: Context, { tenantId, membershipId: mine }: MemberActor, chosen = mine) {
  const { core } = ctx;
  const { membership, tenant } = await core.db.withTenant(tenantId, async (tx) => ({
    membership: await tx.membership.findFirst({ where: { id: chosen, tenantId } }),
    tenant: await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } }),
  }));
  if (!membership) throw invalid('your enterprise has no such member');
  const account = await core.db.relay.account.findUniqueOrThrow({ where: { id: membership.accountId } });
  return {
    kind: 'member',
    name: account.name,
    organization: tenant.name,
    email: await core.keys.unsealPlatform('email', account.emailSealed),
    locale: account.locale,
    partyTenantId: tenantId,
    accountId: account.id,
  };
}
