'use client';

import { useTranslations } from 'next-intl';
import { useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';
import { useDraft } from './draft-context.tsx';

/** What stands between the page and the server: somebody else's changes to decide on, or a refusal. */
export function ConflictNotice() {
  const t = useTranslations('draft');
  const errorText = useErrorText();
  const { session, state } = useDraft();
  const [refusal] = Object.values(state.refusals);
  if (state.saving === 'conflict') {
    const acts = (
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={session.takeTheirs}>
          {t('takeTheirs')}
        </Button>
        <Button size="sm" onClick={session.keepMine}>
          {t('keepMine')}
        </Button>
      </div>
    );
    return (
      <Notice tone="warning" title={t('conflictTitle')} action={acts}>
        {t('conflictText')}
      </Notice>
    );
  }
  return refusal ? <Notice tone="danger">{errorText(refusal)}</Notice> : null;
}
