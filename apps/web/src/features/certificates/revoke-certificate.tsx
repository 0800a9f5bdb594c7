'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { ChoiceList } from '#ui/choice-list.tsx';
import { Dialog, DialogClose } from '#ui/dialog.tsx';
import { Notice } from '#ui/notice.tsx';
import { toast } from '#ui/toaster.tsx';
import {
  type Certificate,
  type CertificateOwner,
  type RevocationReason,
  revocationReasons,
  revokeCertificate,
} from './certificate.ts';

export type RevokeCertificateProps = { certificate: Certificate; owner: CertificateOwner };

/** Asks for the reason and says what a revocation changes; nothing for a certificate that doesn't hold any more. */
export function RevokeCertificate({ certificate, owner }: RevokeCertificateProps) {
  const t = useTranslations('certificates');
  const [open, setOpen] = useState(false);
  const { name, serialNumber } = certificate;
  if (certificate.state !== 'valid' && certificate.state !== 'not-yet-valid') return null;
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        {t('revoke')}
        <span className="sr-only"> {t('ofHolder', { name, serialNumber })}</span>
      </Button>
      {open ? (
        <RevocationDialog certificate={certificate} owner={owner} onClose={() => setOpen(false)} />
      ) : null}
    </>
  );
}

type DialogProps = RevokeCertificateProps & { onClose: () => void };

function RevocationDialog({ certificate, owner, onClose }: DialogProps) {
  const t = useTranslations('certificates');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const { name, serialNumber } = certificate;
  const [reason, setReason] = useState<RevocationReason>();
  const [missing, setMissing] = useState(false);
  const revoking = useApiMutation(
    (api, chosen: RevocationReason) => revokeCertificate(api, owner, { serialNumber, reason: chosen }),
    {
      invalidates: [['certificates']],
      onSuccess: () => {
        toast.success(t('revoked', { name }));
        onClose();
      },
    },
  );
  const submit = () => (reason ? revoking.mutate(reason) : setMissing(true));
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('revokeTitle', { name })}
      description={t('revokeText')}
      actions={
        <>
          <DialogClose asChild>
            <Button>{common('cancel')}</Button>
          </DialogClose>
          <Button variant="danger" busy={revoking.isPending} onClick={submit}>
            {t('revoke')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {revoking.error ? <Notice tone="danger">{errorText(revoking.error)}</Notice> : null}
        <ChoiceList
          legend={t('reason')}
          choices={revocationReasons.map((value) => ({
            value,
            label: t(`reasons.${value}.name`),
            text: t(`reasons.${value}.text`),
          }))}
          value={reason}
          onChange={setReason}
          error={missing && !reason ? t('reasonNeeded') : undefined}
        />
      </div>
    </Dialog>
  );
}
