'use client';

import { useTranslations } from 'next-intl';
import type { PointerEvent } from 'react';
import { partyColour } from '#features/contracts/party-colour.ts';
import { cn } from '#ui/class-names.ts';
import { Select } from '#ui/select.tsx';
import type { ControlKind } from '../draft.ts';
import { usePartyName } from '../party-names.ts';
import { controlKinds, kindIcons } from './control-kinds.ts';
import { SelectionBar } from './selection-bar.tsx';
import type { Placing } from './use-placing.ts';
import { visiblePage } from './visible-page.ts';

export type PaletteProps = {
  placing: Placing;
  onDragStart: (event: PointerEvent, kind: ControlKind) => void;
};

/** For whom, and what: one drags a kind onto a page, or picks it and then a place; Enter puts it onto the page in sight. */
export function Palette({ placing, onDragStart }: PaletteProps) {
  const t = useTranslations('draft');
  const { party, parties, tool } = placing;
  const index = parties.findIndex((each) => each.id === party?.id);
  return (
    <div
      style={partyColour(index)}
      className="z-10 grid gap-4 max-lg:gap-2 max-lg:sticky max-lg:top-26 max-lg:-mx-4 max-lg:border-b max-lg:bg-paper max-lg:px-4 max-lg:py-2 max-lg:sm:-mx-6 max-lg:sm:px-6 lg:sticky lg:top-30"
    >
      <PartyChoice placing={placing} />
      <fieldset className="min-w-0">
        <legend className="mb-1.5 text-sm text-muted max-lg:sr-only">{t('palette')}</legend>
        <div className="grid grid-cols-4 gap-1.5 lg:grid-cols-1">
          {controlKinds.map((kind) => (
            <KindButton
              key={kind}
              kind={kind}
              isPicked={tool === kind}
              isPossible={kind !== 'seal' || party?.kind === 'self'}
              placing={placing}
              onDragStart={onDragStart}
            />
          ))}
        </div>
      </fieldset>
      <p className="text-sm text-muted max-lg:hidden">{t('paletteHint')}</p>
      <SelectionBar placing={placing} />
    </div>
  );
}

function PartyChoice({ placing: { party, parties, setParty } }: { placing: Placing }) {
  const t = useTranslations('draft');
  const nameOf = usePartyName();
  const options = parties.map((each) => ({ value: each.id, label: nameOf(each) }));
  return (
    <>
      <div className="lg:hidden">
        <Select
          aria-label={t('paletteParty')}
          value={party?.id}
          onChange={setParty}
          options={options}
          className="border-l-4 border-l-(--party)"
        />
      </div>
      <fieldset className="max-lg:hidden">
        <legend className="mb-1.5 text-sm text-muted">{t('paletteParty')}</legend>
        <div className="grid gap-1">
          {parties.map((each, index) => (
            <label
              key={each.id}
              style={partyColour(index)}
              className={cn(
                'flex cursor-pointer items-center gap-2.5 rounded-lg border border-transparent px-2.5 py-1.5',
                'hover:bg-sunken has-checked:border-hairline has-checked:bg-raised has-checked:font-medium',
                'has-focus-visible:outline-2 has-focus-visible:outline-accent',
              )}
            >
              <input
                type="radio"
                name="placing-party"
                className="sr-only"
                checked={each.id === party?.id}
                onChange={() => setParty(each.id)}
              />
              <span
                aria-hidden
                className={cn(
                  'size-3 shrink-0 rounded-full bg-(--party)',
                  each.id === party?.id && 'outline-2 outline-offset-2 outline-(--party)',
                )}
              />
              <span className="min-w-0">{nameOf(each)}</span>
            </label>
          ))}
        </div>
      </fieldset>
    </>
  );
}

type KindButtonProps = PaletteProps & { kind: ControlKind; isPicked: boolean; isPossible: boolean };

function KindButton({ kind, isPicked, isPossible, placing, onDragStart }: KindButtonProps) {
  const t = useTranslations('draft');
  const Icon = kindIcons[kind];
  const pick = (byKey: boolean) => {
    const seen = byKey ? visiblePage() : undefined;
    if (seen) return placing.place(kind, seen.place, seen.centre, { x: 0, y: 0 });
    placing.setTool(isPicked ? undefined : kind);
    placing.say(isPicked ? '' : t('saidPicked', { kind: t(`kinds.${kind}`) }));
  };
  return (
    <button
      type="button"
      disabled={!isPossible}
      aria-pressed={isPicked}
      onPointerDown={(event) => onDragStart(event, kind)}
      onClick={(event) => pick(event.detail === 0)}
      className={cn(
        'flex min-h-11 items-center gap-2.5 rounded-lg border border-field bg-raised px-3 text-left font-medium select-none',
        'max-lg:flex-col max-lg:justify-center max-lg:gap-0.5 max-lg:px-1 max-lg:py-1 max-lg:text-sm lg:cursor-grab lg:touch-none',
        'hover:bg-sunken disabled:cursor-not-allowed disabled:opacity-45',
        'aria-pressed:border-(--party) aria-pressed:bg-(--party-wash) aria-pressed:text-(--party)',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      {t(`kinds.${kind}`)}
    </button>
  );
}
