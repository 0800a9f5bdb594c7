import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import type { Context, MemberActor } from '../context.ts';
import {
  controlView,
  documentView,
  failureOf,
  failureSchema,
  pageSchema,
} from '../contracts/contract-view.ts';
import { loadContract, tenantOfActor } from '../contracts/load.ts';
import { isActorsPart, requireView } from '../contracts/visibility.ts';
import { CoreError } from '../errors.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { sealSchema, usableSeals } from '../seals/seals.ts';
import { dateText } from './filled-in.ts';
import { progressOf, signingStep } from './progress.ts';
import { stateAt } from './willingness.ts';

export const signingViewInput = z.object({ contractId: z.uuid() });
export const signingViewOutput = z.object({
  contract: z.object({
    id: z.string(),
    title: z.string(),
    state: z.string(),
    owner: z.string(),
    endReason: z.string().nullable(),
    message: z.string().nullable(),
    deadline: z.string().nullable(),
  }),
  me: z.object({
    id: z.string(),
    name: z.string(),
    organization: z.string().nullable(),
    state: z.string(),
    kind: z.string(),
    locale: z.string(),
    endedAt: z.string().nullable(),
  }),
  /** What a date field will say if one signs now. */
  date: z.string(),
  documents: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      headNo: z.number(),
      pages: z.array(pageSchema),
    }),
  ),
  controls: z.array(
    z.object({
      id: z.string(),
      documentId: z.string(),
      name: z.string(),
      kind: z.string(),
      page: z.number(),
      x: z.number(),
      y: z.number(),
      width: z.number(),
      height: z.number(),
      mine: z.boolean(),
      required: z.boolean(),
      fontSize: z.number().nullable(),
      label: z.string().nullable(),
      party: z.string(),
    }),
  ),
  seals: z.array(sealSchema),
  steps: z.array(signingStep),
  failure: failureSchema.nullable(),
});

export type SigningView = z.input<typeof signingViewOutput>;

/** What the signing page shows: the documents, the signer's own places, what they may sign with, and how far the job is. */
export async function signingView(
  ctx: Context,
  input: z.output<typeof signingViewInput>,
): Promise<SigningView> {
  const tenantId = tenantOfActor(ctx, input.contractId);
  return ctx.core.db.withTenant(tenantId, async (tx) => {
    const { contract, documents, participants, controls } = await loadContract(tx, input.contractId);
    requireView(ctx, contract, participants);
    const me = participants.find((each) => isActorsPart(ctx, each));
    if (!me) throw new CoreError('NOT_FOUND', 'you are no party of this contract');
    const owner = participants.find((each) => each.partyTenantId === contract.tenantId)?.organization;
    const tenant = await tx.tenant.findUnique({ where: { id: contract.tenantId }, select: { name: true } });
    return {
      contract: {
        id: contract.id,
        title: contract.title,
        state: stateAt(contract, ctx.core.now()),
        owner: tenant?.name ?? owner ?? '',
        endReason: contract.endReason,
        message: contract.message,
        deadline: contract.deadline?.toISOString() ?? null,
      },
      me: {
        id: me.id,
        name: me.name,
        organization: me.organization,
        state: me.state,
        kind: me.kind,
        locale: me.locale,
        endedAt: me.endedAt?.toISOString() ?? null,
      },
      date: dateText(ctx.core.now(), me.locale),
      documents: documents.map(documentView),
      controls: controls.map((control) => {
        const party = participants.find((each) => each.id === control.participantId);
        const { participantId, ...view } = controlView(control);
        return {
          ...view,
          mine: participantId === me.id,
          required: control.required,
          fontSize: control.fontSize,
          label: control.label,
          party: party?.organization ?? party?.name ?? '',
        };
      }),
      seals: ctx.actor.kind === 'member' ? await sealsToChoose(tx, ctx.actor, ctx.core.now()) : [],
      steps: await progressOf(tx, me, controls),
      failure: failureOf(me.failure),
    };
  });
}

/** The seals the member may use now, those they used last first. */
async function sealsToChoose(tx: TenantTx, actor: MemberActor, now: Date) {
  const seals = await usableSeals(tx, actor, now);
  if (seals.length < 2) return seals;
  const used = await tx.$queryRaw<{ sealId: string; at: Date }[]>`
    select intent.seal_id as "sealId", max(intent.created_at) as at
    from signing_intent intent join participant on participant.id = intent.participant_id
    where participant.account_id = ${actor.accountId}::uuid and intent.seal_id is not null
    group by intent.seal_id`;
  const lastUse = new Map(used.map(({ sealId, at }) => [sealId, at.getTime()]));
  return seals.toSorted((a, b) => (lastUse.get(b.id) ?? 0) - (lastUse.get(a.id) ?? 0));
}

/** Notes, once, that the signer has the document before their eyes. */
export async function markViewed(ctx: Context, input: { contractId: string }): Promise<void> {
  const tenantId = tenantOfActor(ctx, input.contractId);
  const now = ctx.core.now();
  await ctx.core.db.withTenant(tenantId, async (tx) => {
    const { contract, participants } = await loadContract(tx, input.contractId);
    requireView(ctx, contract, participants);
    const me = participants.find((each) => isActorsPart(ctx, each));
    if (!me || contract.state !== 'in_progress') return;
    const first = await tx.participant.updateMany({
      where: { id: me.id, viewedAt: null },
      data: { viewedAt: now },
    });
    if (first.count === 0) return;
    await appendEvent(tx, {
      tenantId: contract.tenantId,
      contractId: contract.id,
      type: 'participant.viewed',
      at: now,
      actor: eventActor(ctx),
      data: { participantId: me.id },
    });
  });
}
