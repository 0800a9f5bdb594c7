import { useTranslations } from 'next-intl';
import type { DraftParty } from './draft.ts';
import { useDraft } from './draft-context.tsx';

/** How a party is called on the page: the enterprise, the person's name, or the number while there is none. */
export function usePartyName(): (party: DraftParty | undefined) => string {
  const t = useTranslations('draft');
  const { enterprise, state } = useDraft();
  return (party) => {
    if (!party) return '';
    if (party.kind === 'self') return enterprise;
    return party.name.trim() || t('person', { number: state.content.parties.indexOf(party) + 1 });
  };
}
