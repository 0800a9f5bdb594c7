'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { useErrorText } from '#client/api-hooks.ts';
import { Button } from './button.tsx';
import { Dialog, DialogClose } from './dialog.tsx';
import { Notice } from './notice.tsx';

export type ConfirmDialogProps = {
  title: ReactNode;
  /** What happens, and whether it can be undone. */
  description: ReactNode;
  /** The word on the button: what will be done. */
  act: ReactNode;
  /** The element that opens it; left out when `open` is controlled, e.g. by the item of a menu. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** How the act looks: what only gives back is no danger. */
  tone?: 'danger' | 'primary';
  /** The dialog stays open, with the cause, when it rejects. */
  onConfirm: () => Promise<unknown>;
  children?: ReactNode;
};

/** Asks before an act that others notice or that cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, description, act, trigger, tone = 'danger', onConfirm, children } = props;
  const t = useTranslations('common');
  const errorText = useErrorText();
  const [opened, setOpened] = useState(false);
  const open = props.open ?? opened;
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const setOpen = (next: boolean) => {
    setFault(undefined);
    setOpened(next);
    props.onOpenChange?.(next);
  };
  const confirm = async () => {
    setBusy(true);
    setFault(undefined);
    try {
      await onConfirm();
      setOpen(false);
    } catch (error) {
      setFault(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  const actions = (
    <>
      <DialogClose asChild>
        <Button>{t('cancel')}</Button>
      </DialogClose>
      <Button variant={tone} busy={busy} onClick={() => void confirm()}>
        {act}
      </Button>
    </>
  );
  return (
    <Dialog
      title={title}
      description={description}
      trigger={trigger}
      open={open}
      onOpenChange={setOpen}
      actions={actions}
    >
      {fault ? <Notice tone="danger">{fault}</Notice> : null}
      {children}
    </Dialog>
  );
}
