import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/routers/app-router.ts';

type Answer = inferRouterOutputs<AppRouter>['contracts']['draft'];

/** One thing that stands between a draft and its sending. */
export type Missing = Pick<Answer['missing'][number], 'code' | 'pointer'> & {
  partyId?: string | undefined;
  documentId?: string | undefined;
};

/** A draft, as the API gives it to its editor. */
export type Draft = Omit<Answer, 'missing'> & { missing: Missing[] };
export type DraftDocument = Draft['documents'][number];
export type DraftParty = Draft['parties'][number];
export type PersonParty = Extract<DraftParty, { kind: 'person' }>;
export type DraftControl = Draft['controls'][number];
export type ControlKind = DraftControl['kind'];
export type Details = Pick<Draft, 'title' | 'message' | 'deadline' | 'ordering'>;

/** What people change, in the parts it is saved by. */
export type DraftContent = { details: Details; parties: DraftParty[]; controls: DraftControl[] };
export type DraftPart = keyof DraftContent;

export const MAX_PARTIES = 20;
export const MAX_DOCUMENTS = 10;

export function contentOf(draft: Draft): DraftContent {
  const { title, message, deadline, ordering, parties, controls } = draft;
  return { details: { title, message, deadline, ordering }, parties, controls };
}
