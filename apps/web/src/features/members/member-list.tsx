'use client';

import { type InfiniteData, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Search, Users } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useApi } from '#client/api-provider.tsx';
import { usePaused } from '#client/use-paused.ts';
import { DataTable } from '#ui/data-table.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Input } from '#ui/input.tsx';
import { Select } from '#ui/select.tsx';
import type { Member, MemberPage, Role } from './member.ts';
import { MemberActs } from './member-acts.tsx';
import { useMemberColumns } from './member-columns.tsx';

const PAUSE_MS = 300;
const states = ['all', 'active', 'disabled'] as const;

type StateFilter = (typeof states)[number];

export type MemberListProps = {
  roles: readonly Role[];
  /** The first page of all members, read by the server. */
  first: MemberPage;
  mayManage: boolean;
};

/** The members in the order they joined; found by name or whole address, narrowed by state. */
export function MemberList({ roles, first, mayManage }: MemberListProps) {
  const t = useTranslations('members');
  const columns = useMemberColumns();
  const [text, setText] = useState('');
  const [state, setState] = useState<StateFilter>('all');
  const search = usePaused(text.trim(), PAUSE_MS);
  const list = useMemberPages(search, state, first);
  const narrowed = search !== '' || state !== 'all';
  const clear = () => {
    setText('');
    setState('all');
  };
  return (
    <div className="grid min-w-0 gap-4">
      <div className="flex flex-wrap gap-3">
        <SearchField text={text} onChange={setText} />
        <Select
          aria-label={t('filter')}
          className="w-full sm:w-44"
          value={state}
          onChange={setState}
          options={states.map((value) => ({
            value,
            label: value === 'all' ? t('all') : t(`states.${value}`),
          }))}
        />
      </div>
      <DataTable
        label={t('list')}
        columns={columns}
        rows={list.rows}
        rowId={(member) => member.id}
        rowActsOnPhone="corner"
        {...(mayManage ? { rowActs: (member: Member) => <MemberActs member={member} roles={roles} /> } : {})}
        loading={list.isPending}
        skeleton={{ lines: 2 }}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState icon={Users} title={t('onlyYou')} description={t('onlyYouText')} />}
        onClearFilters={narrowed ? clear : undefined}
        paging={{
          kind: 'more',
          hasMore: list.hasNextPage,
          loading: list.isFetchingNextPage,
          onMore: () => void list.fetchNextPage(),
          label: t('more'),
        }}
      />
    </div>
  );
}

function useMemberPages(search: string, state: StateFilter, first: MemberPage) {
  const { client } = useApi();
  const list = useInfiniteQuery({
    queryKey: ['members', 'list', search, state],
    queryFn: ({ pageParam }) =>
      client.members.list.query({
        ...(search ? { search } : {}),
        ...(state === 'all' ? {} : { state }),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: null,
    getNextPageParam: (last: MemberPage) => last.nextCursor,
    placeholderData: keepPreviousData,
    ...(search === '' && state === 'all'
      ? {
          initialData: (): InfiniteData<MemberPage, string | null> => ({
            pages: [first],
            pageParams: [null],
          }),
        }
      : {}),
  });
  return { ...list, rows: list.data?.pages.flatMap((page) => page.items) ?? [] };
}

function SearchField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const t = useTranslations('members');
  return (
    <search className="relative block w-full sm:w-72">
      <Search aria-hidden className="absolute top-3 left-3 size-4 text-muted sm:top-2.5" />
      <Input
        type="search"
        value={text}
        maxLength={254}
        onChange={(event) => onChange(event.target.value)}
        aria-label={t('search')}
        placeholder={t('searchPlaceholder')}
        className="pl-9"
      />
    </search>
  );
}
