'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { toast } from '#ui/toaster.tsx';
import type { CheckListItem, CheckListProps } from './check-list-item.ts';

type ActProps = CheckListProps & { item: CheckListItem; isNext: boolean };

/** What one does for a step that is still to be taken. */
export function CheckListAct({ slug, list, item, isNext }: ActProps) {
  const t = useTranslations('checkList');
  const variant = isNext ? 'primary' : 'secondary';
  const act = (href: string, text: string) => (
    <Button asChild variant={variant} size="sm">
      <Link href={href}>{text}</Link>
    </Button>
  );
  switch (item.id) {
    case 'verify':
      return act(`/signup/enterprise/${slug}`, t('verify.act'));
    case 'seal':
      return act(`/t/${slug}/seals`, t('seal.act'));
    case 'send':
      if (list.draftId) return act(`/t/${slug}/contracts/${list.draftId}/edit`, t('send.continue'));
      return <FirstContract slug={slug} variant={variant} />;
    case 'sign':
      return list.toSignId ? act(`/t/${slug}/contracts/${list.toSignId}/sign`, t('sign.act')) : null;
    case 'invite':
      return act(`/t/${slug}/members`, t('invite.act'));
  }
}

/** A sample in one click, or one's own file. */
function FirstContract({ slug, variant }: { slug: string; variant: 'primary' | 'secondary' }) {
  const t = useTranslations('checkList.send');
  const locale = useLocale();
  const router = useRouter();
  const errorText = useErrorText();
  const sample = useApiMutation((api) => api.contracts.createSample.mutate({ locale }), {
    invalidates: [['contracts']],
    onSuccess: ({ contractId }) => router.push(`/t/${slug}/contracts/${contractId}/edit`),
    onError: (error) => toast.error(errorText(error)),
  });
  return (
    <div className="flex flex-wrap gap-2">
      <Button asChild size="sm">
        <Link href={`/t/${slug}/contracts/new`}>{t('upload')}</Link>
      </Button>
      <Button
        variant={variant}
        size="sm"
        busy={sample.isPending || sample.isSuccess}
        onClick={() => sample.mutate()}
      >
        {t('act')}
      </Button>
    </div>
  );
}
