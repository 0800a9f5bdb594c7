'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ApiClient } from '#client/api-client.ts';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { type Choice, ChoiceList } from '#ui/choice-list.tsx';
import { Dialog, DialogClose } from '#ui/dialog.tsx';
import { Notice } from '#ui/notice.tsx';
import { toast } from '#ui/toaster.tsx';

export type ChangePolicyProps<Value extends string> = {
  /** What is changed, as its fact is called on the page. */
  name: string;
  /** What to think of before choosing. */
  text: string;
  choices: readonly Choice<Value>[];
  current: Value;
  save: (api: ApiClient, value: Value) => Promise<unknown>;
};

/** Chooses one of the enterprise's policies anew, in a dialog that says from when on it holds. */
export function ChangePolicy<Value extends string>(props: ChangePolicyProps<Value>) {
  const { name, text, choices, current, save } = props;
  const t = useTranslations('settings');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(current);
  const saving = useApiMutation(save, {
    onSuccess: () => {
      toast.success(t('policySaved', { name }));
      setOpen(false);
      router.refresh();
    },
  });
  const turn = (next: boolean) => {
    setOpen(next);
    setChosen(current);
    saving.reset();
  };
  const submit = () => (chosen === current ? turn(false) : saving.mutate(chosen));
  return (
    <Dialog
      open={open}
      onOpenChange={turn}
      title={name}
      description={text}
      trigger={
        <Button size="sm">
          {t('change')}
          <span className="sr-only"> {name}</span>
        </Button>
      }
      actions={
        <>
          <DialogClose asChild>
            <Button>{common('cancel')}</Button>
          </DialogClose>
          <Button variant="primary" busy={saving.isPending} onClick={submit}>
            {common('save')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Notice>{t('fromNowOn')}</Notice>
        <ChoiceList
          legend={name}
          choices={choices}
          value={chosen}
          onChange={setChosen}
          error={saving.error ? errorText(saving.error) : undefined}
        />
      </div>
    </Dialog>
  );
}
