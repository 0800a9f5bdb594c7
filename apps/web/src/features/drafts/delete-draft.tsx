'use client';

import { Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { Dialog, DialogClose } from '#ui/dialog.tsx';
import { Notice } from '#ui/notice.tsx';
import { toast } from '#ui/toaster.tsx';
import { useDraft } from './draft-context.tsx';

/** Asks first: a deleted draft cannot be brought back. */
export function DeleteDraft() {
  const { slug, contractId, session } = useDraft();
  const t = useTranslations('draft');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const router = useRouter();
  const remove = useApiMutation((api) => api.contracts.deleteDraft.mutate({ contractId }), {
    invalidates: [['contracts', 'list']],
    onSuccess: () => {
      session.end();
      toast.success(t('deleted'));
      router.replace(`/t/${slug}/contracts`);
    },
  });
  const actions = (
    <>
      <DialogClose asChild>
        <Button>{common('cancel')}</Button>
      </DialogClose>
      <Button variant="danger" busy={remove.isPending || remove.isSuccess} onClick={() => remove.mutate()}>
        {t('delete')}
      </Button>
    </>
  );
  return (
    <Dialog
      title={t('deleteTitle')}
      description={t('deleteText')}
      trigger={
        <Button variant="quiet" size="icon" aria-label={t('delete')}>
          <Trash2 aria-hidden />
        </Button>
      }
      actions={actions}
    >
      {remove.error ? <Notice tone="danger">{errorText(remove.error)}</Notice> : null}
    </Dialog>
  );
}
