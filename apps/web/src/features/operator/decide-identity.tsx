'use client';

import { Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useApiMutation } from '#client/api-hooks.ts';
import { ReasonDialog } from '#features/documents/reason-dialog.tsx';
import { Button } from '#ui/button.tsx';
import { ConfirmDialog } from '#ui/confirm-dialog.tsx';
import { toast } from '#ui/toaster.tsx';

type Decision = { decision: 'approve' } | { decision: 'reject'; reason: string };

/** Approves or rejects an enterprise whose identity check is with manual review; both are asked about first. */
export function DecideIdentity({ tenantId, slug, name }: { tenantId: string; slug: string; name: string }) {
  const t = useTranslations('operator.pending');
  const decide = useApiMutation(
    (api, decision: Decision) => api.operator.decideIdentity.mutate({ tenantId, ...decision }),
    {
      invalidates: [
        ['operator', 'tenant', slug],
        ['operator', 'tenants'],
      ],
      onSuccess: (_, { decision }) =>
        void toast.success(decision === 'approve' ? t('approved') : t('rejected')),
    },
  );
  return (
    <div className="flex flex-wrap gap-2 border-t pt-5">
      <ConfirmDialog
        title={t('approveTitle', { name })}
        description={t('approveText')}
        act={t('approve')}
        onConfirm={() => decide.mutateAsync({ decision: 'approve' })}
        trigger={
          <Button variant="primary">
            <Check aria-hidden />
            {t('approve')}
          </Button>
        }
      />
      <ReasonDialog
        title={t('rejectTitle', { name })}
        description={t('rejectText')}
        act={t('reject')}
        onSubmit={(reason) => decide.mutateAsync({ decision: 'reject', reason })}
        trigger={<Button variant="danger">{t('reject')}</Button>}
      />
    </div>
  );
}
