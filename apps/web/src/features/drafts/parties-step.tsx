'use client';

import { Building2, UserPlus } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { type DraftParty, MAX_PARTIES } from './draft.ts';
import { useDraft } from './draft-context.tsx';
import { newId } from './new-id.ts';
import { Ordering } from './ordering.tsx';
import { PartyCard } from './party-card.tsx';
import { moved, useReorder } from './use-reorder.ts';

/** Who signs, and in what order. */
export function PartiesStep() {
  const t = useTranslations('draft');
  const locale = useLocale();
  const { enterprise, lead, members, session, state } = useDraft();
  const { details, parties } = state.content;
  const set = (next: DraftParty[]) => session.change('parties', next);
  const move = (from: number, to: number) => set(moved(parties, from, to));
  const reorder = useReorder(move);
  const isOrdered = details.ordering === 'sequential' && parties.length > 1;

  const replace = (party: DraftParty) => set(parties.map((each) => (each.id === party.id ? party : each)));
  const remove = (party: DraftParty) => {
    // The server lets a party's controls go with it.
    const left = state.content.controls.filter((each) => each.participantId !== party.id);
    set(parties.filter((each) => each.id !== party.id));
    if (left.length < state.content.controls.length) session.change('controls', left);
  };
  const addPerson = () => {
    const id = newId();
    set([...parties, { id, kind: 'person', name: '', email: '', locale }]);
    lead({ step: undefined, focus: `party/${id}/name` });
  };
  const addSelf = () =>
    set([{ id: newId(), kind: 'self', membershipId: members[0]?.membershipId ?? '' }, ...parties]);
  const hasSelf = parties.some((party) => party.kind === 'self');
  const hasRoom = parties.length < MAX_PARTIES;
  return (
    <div className="grid max-w-3xl gap-6">
      {parties.length === 0 ? (
        <EmptyState icon={UserPlus} title={t('noParties')} description={t('partiesHint')} />
      ) : (
        <ol aria-label={t('parties')} className="grid gap-3">
          {parties.map((party, index) => (
            <PartyCard
              key={party.id}
              party={party}
              index={index}
              count={parties.length}
              isOrdered={isOrdered}
              reorder={reorder}
              onChange={replace}
              onMove={(to) => move(index, to)}
              onRemove={() => remove(party)}
            />
          ))}
        </ol>
      )}
      {hasRoom ? (
        <div className="flex flex-wrap gap-2">
          <Button data-focus="add-person" onClick={addPerson}>
            <UserPlus aria-hidden />
            {t('addPerson')}
          </Button>
          {hasSelf ? null : (
            <Button onClick={addSelf}>
              <Building2 aria-hidden />
              {t('addSelf', { name: enterprise })}
            </Button>
          )}
        </div>
      ) : (
        <p className="text-muted">{t('partiesFull', { count: MAX_PARTIES })}</p>
      )}
      {parties.length > 1 ? <Ordering /> : null}
    </div>
  );
}
