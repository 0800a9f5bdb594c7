import { CircleCheck, CircleSlash } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { cn } from '#ui/class-names.ts';
import type { DataColumn } from '#ui/data-table-model.ts';
import { Time } from '#ui/time.tsx';
import type { Member } from './member.ts';
import { RolePills } from './role-pills.tsx';

/** The columns of the list of members. */
export function useMemberColumns(): DataColumn<Member>[] {
  const t = useTranslations('members');
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('name'),
        phone: 'title',
        className: 'md:w-1/3',
        cell: (member) => <MemberName member={member} />,
      },
      {
        id: 'roles',
        header: t('roles'),
        phone: 'bare',
        cell: (member) => <RolePills roles={member.roles} />,
      },
      {
        id: 'state',
        header: t('state'),
        phone: 'bare',
        cell: (member) => <MemberState state={member.state} />,
      },
      {
        id: 'awaited',
        header: t('awaited'),
        className: 'whitespace-nowrap',
        cell: ({ awaited }) => (awaited > 0 ? t('awaitedCount', { n: awaited }) : <span aria-hidden>–</span>),
      },
      {
        id: 'joined',
        header: t('joined'),
        className: 'whitespace-nowrap text-muted',
        cell: (member) => <Time value={member.joinedAt} format="date" />,
      },
    ],
    [t],
  );
}

function MemberName({ member }: { member: Member }) {
  const t = useTranslations('members');
  return (
    <span className="grid min-w-0 gap-0.5">
      <span className="font-medium break-words">
        {member.name}
        {member.isMe ? <span className="font-normal text-muted"> · {t('me')}</span> : null}
      </span>
      <span className="text-sm break-all text-muted">{member.email}</span>
    </span>
  );
}

function MemberState({ state }: { state: Member['state'] }) {
  const t = useTranslations('members.states');
  const active = state === 'active';
  const Icon = active ? CircleCheck : CircleSlash;
  return (
    <span
      className={cn(
        'inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 text-sm font-medium whitespace-nowrap',
        active ? 'bg-success-wash text-success' : 'bg-sunken text-muted',
      )}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {t(state)}
    </span>
  );
}
