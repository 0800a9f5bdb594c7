'use client';

import { useTranslations } from 'next-intl';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { ConfirmDialog } from '#ui/confirm-dialog.tsx';
import { toast } from '#ui/toaster.tsx';
import type { SealDetail } from './seal-types.ts';

/** Enables at once; before disabling it says what that means for the contracts under way. */
export function EnableSeal({ seal }: { seal: SealDetail }) {
  const t = useTranslations('seals.detail');
  const errorText = useErrorText();
  const set = useApiMutation(
    (api, enabled: boolean) => api.seals.setEnabled.mutate({ sealId: seal.id, enabled }),
    {
      invalidates: [['seals']],
      onSuccess: (_done, enabled) => {
        toast.success(enabled ? t('enabledNow') : t('disabledNow'));
      },
    },
  );
  if (!seal.enabled) {
    const enable = () => set.mutate(true, { onError: (error) => void toast.error(errorText(error)) });
    return (
      <Button variant="primary" busy={set.isPending} onClick={enable}>
        {t('enable')}
      </Button>
    );
  }
  return (
    <ConfirmDialog
      title={t('disableTitle', { name: seal.name })}
      description={t('disableText')}
      act={t('disable')}
      trigger={<Button variant="danger">{t('disable')}</Button>}
      onConfirm={() => set.mutateAsync(false)}
    >
      <ul className="grid list-disc gap-1.5 pl-5">
        <li>{seal.awaited > 0 ? t('awaited', { n: seal.awaited }) : t('noneAwaited')}</li>
        {seal.underWay > 0 ? <li>{t('underWay', { n: seal.underWay })}</li> : null}
      </ul>
    </ConfirmDialog>
  );
}
