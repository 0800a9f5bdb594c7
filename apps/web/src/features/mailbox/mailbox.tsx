'use client';

import { Inbox, RefreshCw, SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useDeferredValue, useState } from 'react';
import { useApiQuery, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Input } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';
import { PageHeader } from '#ui/page-header.tsx';
import { type MailboxMessage, Message } from './message.tsx';

/** The sandbox mailbox, newest first, read anew every few seconds. */
export function Mailbox({ initial }: { initial: MailboxMessage[] }) {
  const t = useTranslations('mailbox');
  const errorText = useErrorText();
  const [filter, setFilter] = useState('');
  const wanted = useDeferredValue(filter.trim().toLowerCase());
  const [refreshing, setRefreshing] = useState(false);
  const { data, error, refetch } = useApiQuery(['mailbox'], (api) => api.mailbox.list.query(), {
    initialData: initial,
    refetchInterval: 5_000,
  });
  const refresh = async () => {
    setRefreshing(true);
    await refetch();
    setRefreshing(false);
  };
  const messages = data ?? [];
  const found = messages.filter((message) =>
    `${message.to} ${message.subject}`.toLowerCase().includes(wanted),
  );
  const badge = (
    <span className="rounded-full border border-dashed border-field px-2.5 py-0.5 text-sm text-muted">
      {t('badge')}
    </span>
  );
  const actions = (
    <Button onClick={refresh} busy={refreshing}>
      {refreshing ? null : <RefreshCw aria-hidden />}
      {t('refresh')}
    </Button>
  );
  return (
    <div className="mx-auto grid w-full max-w-3xl gap-6 px-4 py-8 sm:px-6">
      <PageHeader title={t('title')} description={t('lead')} meta={badge} actions={actions} />
      {error ? <Notice tone="danger">{errorText(error)}</Notice> : null}
      {messages.length > 0 ? (
        <Input
          type="search"
          aria-label={t('searchLabel')}
          placeholder={t('searchLabel')}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      ) : null}
      <MessageList messages={messages} found={found} onClear={() => setFilter('')} />
    </div>
  );
}

type MessageListProps = { messages: MailboxMessage[]; found: MailboxMessage[]; onClear: () => void };

function MessageList({ messages, found, onClear }: MessageListProps) {
  const t = useTranslations('mailbox');
  if (messages.length === 0) {
    return (
      <Card>
        <EmptyState icon={Inbox} title={t('emptyTitle')} description={t('emptyText')} />
      </Card>
    );
  }
  if (found.length === 0) {
    const clear = <Button onClick={onClear}>{t('clear')}</Button>;
    return (
      <Card>
        <EmptyState icon={SearchX} title={t('noneFound')} action={clear} />
      </Card>
    );
  }
  return (
    <ol className="grid gap-3">
      {found.map((message) => (
        <li key={message.id}>
          <Message message={message} />
        </li>
      ))}
    </ol>
  );
}
