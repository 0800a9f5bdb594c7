'use client';

import { useTranslations } from 'next-intl';
import { partyColour } from '#features/contracts/party-colour.ts';
import type { DraftDocument } from '../draft.ts';
import { usePartyName } from '../party-names.ts';
import type { Placing } from './use-placing.ts';

/** Who has no place to sign on a document yet: a press picks the right control for them. */
export function MissingPlaces({ document, placing }: { document: DraftDocument; placing: Placing }) {
  const t = useTranslations('draft');
  const nameOf = usePartyName();
  const signing = placing.controls.filter(
    (each) => each.documentId === document.id && (each.kind === 'seal' || each.kind === 'signature'),
  );
  return placing.parties.map((party, index) => {
    if (signing.some((each) => each.participantId === party.id)) return null;
    const kind = party.kind === 'self' ? 'seal' : 'signature';
    const pick = () => {
      placing.setParty(party.id);
      placing.setTool(kind);
      placing.say(t('saidPicked', { kind: t(`kinds.${kind}`) }));
    };
    return (
      <button
        key={party.id}
        type="button"
        data-focus={`place/${party.id}/${document.id}`}
        onClick={pick}
        style={partyColour(index)}
        className="inline-flex min-h-7 max-w-full items-center gap-1.5 rounded-full border border-dashed border-(--party) bg-raised px-2.5 text-sm hover:bg-sunken"
      >
        <span aria-hidden className="size-2 shrink-0 rounded-full bg-(--party)" />
        <span className="min-w-0 truncate">{t('placeMissing', { party: nameOf(party) })}</span>
      </button>
    );
  });
}
