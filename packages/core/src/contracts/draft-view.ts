import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { controlKinds } from './control-rules.ts';
import { draftState, draftStateSchema, loadDraftRows } from './draft-check.ts';
import { requireDraft } from './require-draft.ts';

const pageSchema = z.object({ width: z.number(), height: z.number(), rotation: z.number() });

export const draftDocumentSchema = z.object({
  id: z.string(),
  title: z.string(),
  sourceName: z.string(),
  headNo: z.number(),
  /** Of the PDF, in bytes. */
  size: z.number(),
  /** In points, as displayed. */
  pages: z.array(pageSchema),
  /** Others have signed it: it takes signatures and seals only, one for each party. */
  signedBefore: z.boolean(),
});

export const draftInput = z.object({ contractId: z.uuid() });
export const draftOutput = draftStateSchema.extend({
  id: z.string(),
  title: z.string(),
  message: z.string(),
  deadline: z.string().nullable(),
  ordering: z.enum(['sequential', 'unordered']),
  documents: z.array(draftDocumentSchema),
  parties: z.array(
    z.discriminatedUnion('kind', [
      z.object({ id: z.string(), kind: z.literal('self'), membershipId: z.string() }),
      z.object({
        id: z.string(),
        kind: z.literal('person'),
        name: z.string(),
        email: z.string(),
        locale: z.enum(['zh-CN', 'en']),
      }),
    ]),
  ),
  controls: z.array(
    z.object({
      id: z.string(),
      documentId: z.string(),
      participantId: z.string(),
      kind: z.enum(controlKinds),
      page: z.number(),
      x: z.number(),
      y: z.number(),
      width: z.number(),
      height: z.number(),
      label: z.string().nullable(),
      required: z.boolean(),
      fontSize: z.number().nullable(),
    }),
  ),
});

export type Draft = z.infer<typeof draftOutput>;

/**
 * A draft as its editor shows it, e-mail addresses included: those are for who edits it and for nobody else.
 * @throws CoreError NOT_FOUND for a foreign ID, CONTRACT_STATE when it was sent already
 */
export async function draft(ctx: Context, input: z.output<typeof draftInput>): Promise<Draft> {
  const { core } = ctx;
  const actor = requireMember(ctx, 'contract.create');
  const { tenantId } = actor;
  const { contractId } = input;
  const { rows, sizes, memberships } = await core.db.withTenant(tenantId, async (tx) => {
    await requireDraft(tx, contractId, actor);
    const loaded = await loadDraftRows(tx, contractId);
    const accounts = loaded.participants.flatMap((each) => (each.accountId ? [each.accountId] : []));
    return {
      rows: loaded,
      sizes: await tx.documentRevision.findMany({ where: { contractId, revisionNo: 0 } }),
      memberships: await tx.membership.findMany({ where: { tenantId, accountId: { in: accounts } } }),
    };
  });
  const { contract, documents, participants, controls } = rows;
  const parties = participants.map(async (each) => {
    const { id, name } = each;
    if (each.kind === 'member') {
      const membership = memberships.find((one) => one.accountId === each.accountId);
      return { id, kind: 'self' as const, membershipId: membership?.id ?? '' };
    }
    const email = await core.keys.unsealText(tenantId, `participant/${id}/email`, each.emailSealed);
    const locale = each.locale === 'en' ? ('en' as const) : ('zh-CN' as const);
    return { id, kind: 'person' as const, name, email, locale };
  });
  return {
    ...(await draftState(core, rows)),
    id: contract.id,
    title: contract.title,
    message: contract.message ?? '',
    deadline: contract.deadline?.toISOString() ?? null,
    ordering: contract.ordering === 'unordered' ? 'unordered' : 'sequential',
    documents: documents.map((document) =>
      draftDocument(document, sizes.find((each) => each.documentId === document.id)?.size ?? 0),
    ),
    parties: await Promise.all(parties),
    controls: controls.map(draftControl),
  };
}

type Loaded = Awaited<ReturnType<typeof loadDraftRows>>;

export function draftDocument(
  document: Loaded['documents'][number],
  size: number,
): z.input<typeof draftDocumentSchema> {
  const { id, title, sourceName, headNo, signedBefore } = document;
  return {
    id,
    title,
    sourceName,
    headNo,
    size,
    signedBefore,
    pages: z.array(pageSchema).parse(document.pages),
  };
}

function draftControl(control: Loaded['controls'][number]): Draft['controls'][number] {
  const { id, documentId, participantId, page, label, required, fontSize } = control;
  return {
    id,
    documentId,
    participantId,
    kind: z.enum(controlKinds).parse(control.kind),
    page,
    x: control.x.toNumber(),
    y: control.y.toNumber(),
    width: control.width.toNumber(),
    height: control.height.toNumber(),
    label,
    required,
    fontSize,
  };
}
