'use client';

import { Building2, GripVertical, User } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { partyColour } from '#features/contracts/party-colour.ts';
import { cn } from '#ui/class-names.ts';
import type { DraftParty } from './draft.ts';
import { MoveButtons } from './move-buttons.tsx';
import { PersonFields, SelfFields } from './party-fields.tsx';
import { usePartyName } from './party-names.ts';
import { RemoveParty } from './remove-party.tsx';
import type { Reorder } from './use-reorder.ts';

export type PartyCardProps = {
  party: DraftParty;
  index: number;
  count: number;
  isOrdered: boolean;
  reorder: Reorder;
  onChange: (party: DraftParty) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
};

/** One party: who they are, their colour on the pages, and where they stand in the order. */
export function PartyCard(props: PartyCardProps) {
  const { party, index, count, isOrdered, reorder, onChange, onMove, onRemove } = props;
  const t = useTranslations('draft');
  const title = usePartyName()(party);
  const { held } = reorder;
  const Icon = party.kind === 'self' ? Building2 : User;
  return (
    <li
      ref={reorder.item(index)}
      style={partyColour(index)}
      className={cn(
        'rounded-lg border border-l-4 border-l-(--party) bg-raised',
        held?.from === index && 'opacity-50',
        held && held.to === index && held.from !== index && 'outline-2 outline-accent',
      )}
    >
      <div className="flex items-center gap-2 py-2 pr-2 pl-3">
        {count > 1 ? (
          <span
            {...reorder.handle(index)}
            aria-hidden
            className="-ml-1 grid h-9 w-7 shrink-0 cursor-grab touch-none place-items-center text-muted"
          >
            <GripVertical className="size-4" />
          </span>
        ) : null}
        {isOrdered ? (
          <span className="grid size-6 shrink-0 place-items-center rounded-full border text-sm tabular-nums">
            <span className="sr-only">{t('position', { number: index + 1 })}</span>
            <span aria-hidden>{index + 1}</span>
          </span>
        ) : (
          <Icon aria-hidden className="size-4 shrink-0 text-muted" />
        )}
        <h2 className="min-w-0 flex-1 font-medium">{title}</h2>
        {count > 1 ? <MoveButtons title={title} index={index} count={count} onMove={onMove} /> : null}
        <RemoveParty party={party} title={title} onRemove={onRemove} />
      </div>
      <div className="border-t px-4 py-4">
        {party.kind === 'self' ? (
          <SelfFields party={party} onChange={onChange} />
        ) : (
          <PersonFields party={party} onChange={onChange} />
        )}
      </div>
    </li>
  );
}
