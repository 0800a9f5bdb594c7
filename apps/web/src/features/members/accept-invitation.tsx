'use client';

import { useTranslations } from 'next-intl';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';

/** For the invited person, logged in: one click. */
export function AcceptInvitation({ token, enterprise }: { token: string; enterprise: string }) {
  const t = useTranslations('join');
  const errorText = useErrorText();
  const accept = useApiMutation((api) => api.invitations.accept.mutate({ token }), {
    // A full load: what one may do has changed.
    onSuccess: ({ tenantSlug }) => window.location.assign(`/t/${tenantSlug}`),
  });
  const busy = accept.isPending || accept.isSuccess;
  return (
    <div className="grid gap-4">
      {accept.error ? <Notice tone="danger">{errorText(accept.error)}</Notice> : null}
      <Button
        variant="primary"
        size="lg"
        className="h-auto min-h-11 py-2 whitespace-normal"
        busy={busy}
        onClick={() => accept.mutate()}
      >
        {busy ? t('joining') : t('accept', { enterprise })}
      </Button>
    </div>
  );
}
