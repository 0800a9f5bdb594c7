'use client';

import { Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { Card, CardHeader } from '#ui/card.tsx';
import { cn } from '#ui/class-names.ts';
import { toast } from '#ui/toaster.tsx';
import { CheckListAct } from './check-list-act.tsx';
import type { CheckListItem, CheckListProps } from './check-list-item.ts';

/** What leads to the first signed contract: each step with its act, the next one foremost. */
export function CheckListCard({ slug, list }: CheckListProps) {
  const t = useTranslations('checkList');
  const errorText = useErrorText();
  const [hidden, setHidden] = useState(false);
  const dismiss = useApiMutation((api) => api.onboarding.dismissCheckList.mutate(), {
    onSuccess: () => {
      setHidden(true);
      toast.success(t('dismissed'));
    },
    onError: (error) => toast.error(errorText(error)),
  });
  if (hidden) return null;
  const done = list.items.filter((item) => item.done).length;
  const next = list.items.find((item) => !item.done);
  return (
    <Card aria-labelledby="first-steps">
      <CardHeader
        id="first-steps"
        title={t('title')}
        description={t('progress', { done, total: list.items.length })}
        action={
          <Button variant="quiet" size="sm" busy={dismiss.isPending} onClick={() => dismiss.mutate()}>
            {t('dismiss')}
          </Button>
        }
      />
      <ol className="divide-y">
        {list.items.map((item) => (
          <CheckListRow key={item.id} slug={slug} list={list} item={item} isNext={item === next} />
        ))}
      </ol>
    </Card>
  );
}

type RowProps = CheckListProps & { item: CheckListItem; isNext: boolean };

function CheckListRow({ slug, list, item, isNext }: RowProps) {
  const t = useTranslations('checkList');
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 px-5 py-3.5">
      <span
        aria-hidden
        className={cn(
          'grid size-6 shrink-0 place-items-center rounded-full border',
          item.done ? 'border-transparent bg-success-wash text-success' : 'border-dashed border-field',
        )}
      >
        {item.done ? <Check className="size-3.5" /> : null}
      </span>
      <div className="grid min-w-0 flex-1 basis-56 gap-0.5">
        <p className={cn('font-medium', item.done && 'text-muted')}>
          {t(`${item.id}.title`)}
          <span className="sr-only"> ({item.done ? t('done') : t('open')})</span>
        </p>
        {item.done ? null : <p className="text-sm text-muted">{t(`${item.id}.text`)}</p>}
      </div>
      {item.done ? null : <CheckListAct slug={slug} list={list} item={item} isNext={isNext} />}
    </li>
  );
}
