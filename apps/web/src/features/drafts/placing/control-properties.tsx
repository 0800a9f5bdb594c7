'use client';

import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignStartHorizontal,
  AlignStartVertical,
  Copy,
  Files,
  type LucideIcon,
  Scaling,
  Trash2,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { Select } from '#ui/select.tsx';
import { usePartyName } from '../party-names.ts';
import { aligned, copiesOf, onAllPages, samePage, sameSized } from './control-acts.ts';
import { isResizable, isWritten } from './control-kinds.ts';
import { ControlPlace } from './control-place.tsx';
import { ControlText } from './control-text.tsx';
import type { Alignment } from './page-space.ts';
import { PlacingHelp } from './placing-help.tsx';
import type { Placing } from './use-placing.ts';

/** What is chosen, and everything one can do with it. */
export function ControlProperties({ placing }: { placing: Placing }) {
  const t = useTranslations('draft');
  const { selected } = placing;
  const [only] = selected;
  if (!only) return <PlacingHelp />;
  const title =
    selected.length === 1 ? t(`kinds.${only.kind}`) : t('selectedCount', { count: selected.length });
  return (
    <div className="grid gap-4 rounded-lg border bg-raised p-4">
      <h2 className="font-semibold">{title}</h2>
      <PartyOf placing={placing} />
      {selected.length === 1 && isWritten(only.kind) ? (
        <ControlText key={only.id} control={only} placing={placing} />
      ) : null}
      {selected.length === 1 ? (
        <ControlPlace key={`${only.id}-place`} control={only} placing={placing} />
      ) : null}
      {selected.length > 1 ? <Alignments placing={placing} /> : null}
      <Acts placing={placing} />
    </div>
  );
}

function PartyOf({ placing }: { placing: Placing }) {
  const t = useTranslations('draft');
  const nameOf = usePartyName();
  const { controls, edit, parties, refuse, selected, selection } = placing;
  const [first] = selected;
  const isShared = selected.every((each) => each.participantId === first?.participantId);
  const give = (participantId: string) => {
    if (selected.some((each) => refuse(each.kind, each, participantId, selection))) return;
    edit(controls.map((each) => (selection.has(each.id) ? { ...each, participantId } : each)));
  };
  return (
    <Field label={t('paletteParty')}>
      <Select
        value={isShared ? first?.participantId : undefined}
        placeholder={t('severalParties')}
        onChange={give}
        options={parties.map((each) => ({
          value: each.id,
          label: nameOf(each),
          disabled: each.kind !== 'self' && selected.some((control) => control.kind === 'seal'),
        }))}
      />
    </Field>
  );
}

function Acts({ placing }: { placing: Placing }) {
  const t = useTranslations('draft');
  const { add, documents, remove, selected, selection } = placing;
  const [only] = selected;
  const pages = documents.find((each) => each.id === only?.documentId)?.pages.length ?? 1;
  return (
    <div className="grid gap-2 border-t pt-4">
      <Button size="sm" onClick={() => add(copiesOf(selected, documents))}>
        <Copy aria-hidden />
        {t('duplicate')}
      </Button>
      {only && selected.length === 1 && isWritten(only.kind) && pages > 1 ? (
        <Button size="sm" onClick={() => add(onAllPages(only, documents))}>
          <Files aria-hidden />
          {t('toAllPages')}
        </Button>
      ) : null}
      <Button size="sm" variant="danger" onClick={() => remove(selection)}>
        <Trash2 aria-hidden />
        {t('removeAct')}
      </Button>
    </div>
  );
}

const alignments: [Alignment, LucideIcon][] = [
  ['left', AlignStartVertical],
  ['centre', AlignCenterVertical],
  ['right', AlignEndVertical],
  ['top', AlignStartHorizontal],
  ['middle', AlignCenterHorizontal],
  ['bottom', AlignEndHorizontal],
];

function Alignments({ placing }: { placing: Placing }) {
  const t = useTranslations('draft');
  const { controls, documents, edit, selected, selection } = placing;
  const [first] = selected;
  const onOnePage = first && selected.every((each) => samePage(each, first));
  const alike = first && selected.every((each) => each.kind === first.kind) && isResizable(first.kind);
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium">{t('align')}</legend>
      <div className="flex flex-wrap gap-1">
        {alignments.map(([to, Icon]) => (
          <Button
            key={to}
            size="icon"
            disabled={!onOnePage}
            aria-label={t(`alignments.${to}`)}
            onClick={() => edit(aligned(controls, selection, to, documents))}
          >
            <Icon aria-hidden />
          </Button>
        ))}
      </div>
      {alike ? (
        <Button size="sm" onClick={() => edit(sameSized(controls, selection, documents))}>
          <Scaling aria-hidden />
          {t('sameSize')}
        </Button>
      ) : null}
    </fieldset>
  );
}
