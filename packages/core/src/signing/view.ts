import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import type { Context } from '../context.ts';
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

export const signingStepNames = ['certificate', 'signature', 'timestamp', 'check'] as const;

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
  }),
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
      label: z.string().nullable(),
      party: z.string(),
    }),
  ),
  seals: z.array(sealSchema),
  steps: z.array(
    z.object({ name: z.enum(signingStepNames), state: z.enum(['waiting', 'running', 'done', 'failed']) }),
  ),
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
        state: contract.state,
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
      },
      documents: documents.map(documentView),
      controls: controls.map((control) => {
        const party = participants.find((each) => each.id === control.participantId);
        const { participantId, ...view } = controlView(control);
        return {
          ...view,
          mine: participantId === me.id,
          required: control.required,
          label: control.label,
          party: party?.organization ?? party?.name ?? '',
        };
      }),
      seals: ctx.actor.kind === 'member' ? await usableSeals(tx, ctx.actor, ctx.core.now()) : [],
      steps: await progressOf(tx, me, documents.length),
      failure: failureOf(me.failure),
    };
  });
}

/** How far the signing job is, read from what its steps have left behind. */
async function progressOf(
  tx: TenantTx,
  me: { id: string; failure: unknown },
  documents: number,
): Promise<SigningView['steps']> {
  const intent = await tx.signingIntent.findUnique({ where: { participantId: me.id } });
  if (!intent) return signingStepNames.map((name) => ({ name, state: 'waiting' as const }));
  const key = await tx.signingKey.findUnique({ where: { intentId: intent.id }, select: { id: true } });
  const certificate =
    key && (await tx.certificate.findUnique({ where: { keyId: key.id }, select: { id: true } }));
  const activations = await tx.activation.findMany({ where: { intentId: intent.id } });
  const signatures = await tx.documentSignature.findMany({ where: { intentId: intent.id } });
  const done = {
    certificate: Boolean(certificate),
    signature: activations.every((each) => each.consumedAt),
    timestamp: signatures.length === documents && signatures.every((each) => each.timestampToken),
    check: intent.state === 'done',
  };
  const next = signingStepNames.find((name) => !done[name]);
  return signingStepNames.map((name) => {
    if (done[name]) return { name, state: 'done' as const };
    if (name !== next) return { name, state: 'waiting' as const };
    return { name, state: me.failure === null ? ('running' as const) : ('failed' as const) };
  });
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
