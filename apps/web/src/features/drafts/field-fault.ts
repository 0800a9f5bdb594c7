import { useTranslations } from 'next-intl';
import { problemIn } from '#client/api-error.ts';
import type { DraftPart } from './draft.ts';
import { useDraft } from './draft-context.tsx';
import { faultsOf } from './saving/draft-faults.ts';

/**
 * What cannot be saved, in words, by the field at fault (as `DraftFault.at` names them); undefined for the others.
 * @param part the field belongs to
 */
export function useFieldFault(part: DraftPart): (at: string) => string | undefined {
  const t = useTranslations('validation');
  const draftText = useTranslations('draft');
  const { state } = useDraft();
  const faults = faultsOf(part, state.content, new Date());
  const refused = new Set(problemIn(state.refusals[part])?.errors?.map((each) => each.pointer));
  return (at) => {
    const fault = faults.find((each) => each.at === at);
    if (fault?.key === 'deadline') return draftText('deadlineFault');
    if (fault) return t(fault.key, fault.values);
    return refused.has(pointerOf(part, at, state.content.parties)) ? t('invalid') : undefined;
  };
}

/** Where the server's pointer would be: parties go there as a list. */
function pointerOf(part: DraftPart, at: string, parties: readonly { id: string }[]): string {
  if (part !== 'parties') return `#/${at}`;
  const [id, field] = at.split('/');
  return `#/parties/${parties.findIndex((party) => party.id === id)}/${field}`;
}
