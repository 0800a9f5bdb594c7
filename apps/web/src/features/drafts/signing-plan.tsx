'use client';

import { useTranslations } from 'next-intl';
import { partyColour } from '#features/contracts/party-colour.ts';
import type { DraftParty } from './draft.ts';
import { useDraft } from './draft-context.tsx';
import { usePartyName } from './party-names.ts';
import { controlKinds, kindIcons } from './placing/control-kinds.ts';

/** Who signs what, in which order. */
export function SigningPlan() {
  const t = useTranslations('draft');
  const { state } = useDraft();
  const { details, parties } = state.content;
  const isOrdered = details.ordering === 'sequential' && parties.length > 1;
  if (parties.length === 0) return <p className="text-muted">{t('noParties')}</p>;
  return (
    <div className="grid gap-4">
      <p className="text-muted">{isOrdered ? t('sequentialHint') : t('unorderedHint')}</p>
      <ol className="grid gap-3">
        {parties.map((party, index) => (
          <li key={party.id} className="flex gap-3" style={partyColour(index)}>
            <span
              aria-hidden
              className="grid size-6 shrink-0 place-items-center rounded-full bg-(--party) text-sm text-[#fff] tabular-nums"
            >
              {isOrdered ? index + 1 : ''}
            </span>
            <PartyPlan party={party} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function PartyPlan({ party }: { party: DraftParty }) {
  const t = useTranslations('draft');
  const nameOf = usePartyName();
  const { members, state } = useDraft();
  const member = party.kind === 'self' && members.find((each) => each.membershipId === party.membershipId);
  return (
    <div className="grid min-w-0 flex-1 gap-1.5">
      <div>
        <span className="font-medium">{nameOf(party)}</span>
        <span className="ml-2 text-sm break-all text-muted">
          {party.kind === 'person' ? party.email : member ? t('sealedBy', { name: member.name }) : ''}
        </span>
      </div>
      <ul className="grid gap-1 text-sm">
        {state.documents.map((document) => {
          const own = state.content.controls.filter(
            (each) => each.documentId === document.id && each.participantId === party.id,
          );
          return (
            <li key={document.id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="min-w-0 text-muted">{document.title}</span>
              {own.length === 0 ? <span className="text-warning">{t('nothingPlaced')}</span> : null}
              {controlKinds.map((kind) => {
                const count = own.filter((each) => each.kind === kind).length;
                const Icon = kindIcons[kind];
                return count === 0 ? null : (
                  <span key={kind} className="inline-flex items-center gap-1">
                    <Icon aria-hidden className="size-3.5 text-muted" />
                    {t('kindCount', { kind: t(`kinds.${kind}`), count })}
                  </span>
                );
              })}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
