'use client';

import { Undo2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useApiMutation } from '#client/api-hooks.ts';
import { ReasonDialog } from '#features/documents/reason-dialog.tsx';
import { Button } from '#ui/button.tsx';
import { toast } from '#ui/toaster.tsx';

/** Takes the contract back, with a reason that every party asked so far is told. */
export function WithdrawContract({ contractId }: { contractId: string }) {
  const t = useTranslations('contract');
  const withdraw = useApiMutation(
    (api, reason: string) => api.contracts.withdraw.mutate({ contractId, reason }),
    { invalidates: [['contracts']], onSuccess: () => void toast.success(t('withdrawn')) },
  );
  return (
    <ReasonDialog
      title={t('withdrawTitle')}
      description={t('withdrawText')}
      act={t('withdraw')}
      onSubmit={withdraw.mutateAsync}
      trigger={
        <Button>
          <Undo2 aria-hidden />
          {t('withdraw')}
        </Button>
      }
    />
  );
}
