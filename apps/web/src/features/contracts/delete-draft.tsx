'use client';

import { Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { Dialog, DialogClose } from '#ui/dialog.tsx';
import { Notice } from '#ui/notice.tsx';
import { toast } from '#ui/toaster.tsx';
import { forgetDraft } from './draft-memory.ts';

/** Asks first: a deleted draft cannot be brought back. */
export function DeleteDraft({ slug, contractId }: { slug: string; contractId: string }) {
  const t = useTranslations('draft');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const router = useRouter();
  const remove = useApiMutation((api) => api.contracts.deleteDraft.mutate({ contractId }), {
    invalidates: [['contracts', 'list']],
    onSuccess: () => {
      forgetDraft(contractId);
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
        <Button>
          <Trash2 aria-hidden />
          {t('delete')}
        </Button>
      }
      actions={actions}
    >
      {remove.error ? <Notice tone="danger">{errorText(remove.error)}</Notice> : null}
    </Dialog>
  );
}
