'use client';

import { Command } from 'cmdk';
import { Check, ChevronsUpDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Popover } from 'radix-ui';
import { type ComponentProps, useState } from 'react';
import { useApiQuery, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { cn } from '#ui/class-names.ts';
import { Notice } from '#ui/notice.tsx';
import { Skeleton } from '#ui/skeleton.tsx';

export type MemberChoice = { id: string; name: string; isMe: boolean; hint: string | null };

export type MemberPickerProps = Omit<ComponentProps<'button'>, 'value' | 'onChange' | 'type'> & {
  /** ID of the membership chosen, if any. */
  value: string | undefined;
  onChange: (member: MemberChoice) => void;
  /** Offers only members who may do this. */
  may?: 'contract.sign' | 'seal.use';
  /** IDs of memberships that are not offered, e.g. those chosen already. */
  exclude?: readonly string[];
  /** Shown for a value that is no longer among the choices, e.g. a member disabled since. */
  nameOfValue?: string;
};

/** Chooses one active member by name. Stands inside a Field, which labels it. */
export function MemberPicker({
  value,
  onChange,
  may,
  exclude,
  nameOfValue,
  className,
  ...button
}: MemberPickerProps) {
  const t = useTranslations('memberPicker');
  const [open, setOpen] = useState(false);
  const members = useApiQuery(['members', 'choices', may ?? 'all'], (api) =>
    api.members.choices.query(may ? { may } : {}),
  );
  const chosen = members.data?.find((member) => member.id === value);
  const shown = chosen ? nameOf(chosen, t('me')) : value ? nameOfValue : undefined;
  const offered = members.data?.filter(({ id }) => id === value || !exclude?.includes(id));
  return (
    // Modal, so that its list scrolls inside a dialog too.
    <Popover.Root open={open} onOpenChange={setOpen} modal>
      <Popover.Trigger asChild>
        <button
          {...button}
          type="button"
          role="combobox"
          aria-expanded={open}
          aria-haspopup="dialog"
          className={cn(
            'flex h-10 w-full min-w-0 items-center justify-between gap-2 rounded-lg border border-field bg-raised px-3 text-left text-lg sm:h-9 sm:text-base',
            'disabled:cursor-not-allowed disabled:bg-sunken aria-invalid:border-danger',
            className,
          )}
        >
          <span className={cn('min-w-0 truncate', shown === undefined && 'text-faint')}>
            {shown ?? t('placeholder')}
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={t('placeholder')}
          className="z-50 w-(--radix-popover-trigger-width) min-w-60 animate-appear overflow-hidden rounded-lg border bg-raised shadow-float"
        >
          <Choices
            members={offered}
            error={members.error}
            onRetry={() => void members.refetch()}
            value={value}
            onChoose={(member) => {
              onChange(member);
              setOpen(false);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

type ChoicesProps = {
  members: readonly MemberChoice[] | undefined;
  error: Error | null;
  onRetry: () => void;
  value: string | undefined;
  onChoose: (member: MemberChoice) => void;
};

function Choices({ members, error, onRetry, value, onChoose }: ChoicesProps) {
  const t = useTranslations('memberPicker');
  const common = useTranslations('common');
  const errorText = useErrorText();
  if (error) {
    return (
      <Notice tone="danger" action={<Button onClick={onRetry}>{common('retry')}</Button>}>
        {errorText(error)}
      </Notice>
    );
  }
  if (!members) return <Loading />;
  if (members.length === 0) return <p className="px-3 py-4 text-muted">{t('none')}</p>;
  return (
    <Command label={t('search')} filter={matches}>
      <Command.Input
        placeholder={t('search')}
        className="h-11 w-full border-b bg-transparent px-3 text-lg -outline-offset-2 placeholder:text-faint sm:h-10 sm:text-base"
      />
      <Command.List label={t('members')} className="max-h-64 overflow-y-auto p-1">
        <Command.Empty className="px-2 py-4 text-center text-muted">{t('noneFound')}</Command.Empty>
        {members.map((member) => (
          <Command.Item
            key={member.id}
            value={member.id}
            keywords={[member.name, member.hint ?? '']}
            onSelect={() => onChoose(member)}
            className="flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2 py-1.5 data-[selected=true]:bg-accent-wash"
          >
            <span className="grid min-w-0 flex-1">
              <span className="truncate">{nameOf(member, t('me'))}</span>
              {member.hint ? <span className="truncate text-sm text-muted">{member.hint}</span> : null}
            </span>
            {member.id === value ? <Check aria-hidden className="size-4 shrink-0 text-accent" /> : null}
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}

function Loading() {
  return (
    <div aria-hidden className="grid gap-2 p-3">
      <Skeleton className="h-5 w-2/3" />
      <Skeleton className="h-5 w-1/2" />
      <Skeleton className="h-5 w-3/5" />
    </div>
  );
}

const nameOf = (member: MemberChoice, me: string) => (member.isMe ? `${member.name} · ${me}` : member.name);

/** Part of the name, as it stands: guessing letters in between finds too many Chinese names. */
function matches(_id: string, search: string, keywords: string[] = []): number {
  const wanted = search.trim().toLowerCase();
  return keywords.some((word) => word.toLowerCase().includes(wanted)) ? 1 : 0;
}
