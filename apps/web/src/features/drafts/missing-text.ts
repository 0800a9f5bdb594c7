import { useTranslations } from 'next-intl';
import type { Missing } from './draft.ts';
import { useDraft } from './draft-context.tsx';
import { usePartyName } from './party-names.ts';

/** A missing thing in words, with the party or document it is about. */
export function useMissingText(): (missing: Missing) => string {
  const t = useTranslations('draft.missingText');
  const { state } = useDraft();
  const nameOf = usePartyName();
  return ({ code, partyId, documentId }) =>
    t(code, {
      party: nameOf(state.content.parties.find((each) => each.id === partyId)),
      document: state.documents.find((each) => each.id === documentId)?.title ?? '',
    });
}
