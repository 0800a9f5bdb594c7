'use client';

import { Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { ConfirmDialog } from '#ui/confirm-dialog.tsx';
import type { DraftParty } from './draft.ts';
import { useDraft } from './draft-context.tsx';

/** Asks first when something would be lost with the party: what was typed, or places on the pages. */
export function RemoveParty({
  party,
  title,
  onRemove,
}: {
  party: DraftParty;
  title: string;
  onRemove: () => void;
}) {
  const t = useTranslations('draft');
  const { state } = useDraft();
  const controls = state.content.controls.filter((each) => each.participantId === party.id).length;
  const isEmpty = controls === 0 && (party.kind === 'self' || (party.name === '' && party.email === ''));
  const button = (
    <Button
      variant="quiet"
      size="icon"
      aria-label={t('remove', { party: title })}
      {...(isEmpty ? { onClick: onRemove } : {})}
    >
      <Trash2 aria-hidden />
    </Button>
  );
  if (isEmpty) return button;
  return (
    <ConfirmDialog
      title={t('removeParty', { party: title })}
      description={controls > 0 ? t('removePartyControls', { count: controls }) : t('removePartyText')}
      act={t('removeAct')}
      trigger={button}
      onConfirm={async () => onRemove()}
    />
  );
}
