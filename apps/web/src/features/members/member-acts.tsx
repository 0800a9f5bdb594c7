'use client';

import { Ellipsis, UserCheck, UserCog, UserX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useApiMutation } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { ConfirmDialog } from '#ui/confirm-dialog.tsx';
import { Menu, MenuItem } from '#ui/dropdown-menu.tsx';
import { Notice } from '#ui/notice.tsx';
import { toast } from '#ui/toaster.tsx';
import { ChangeRoles } from './change-roles.tsx';
import { type Member, mayChange, type Role } from './member.ts';

export type MemberActsProps = { member: Member; roles: readonly Role[] };

/** What an administrator may do with one member; nothing for those whose roles are above their own. */
export function MemberActs({ member, roles }: MemberActsProps) {
  const t = useTranslations('members');
  const [asked, setAsked] = useState<'roles' | 'switch'>();
  if (!mayChange(roles, member.roles)) return null;
  const close = () => setAsked(undefined);
  const active = member.state === 'active';
  const trigger = (
    <Button variant="quiet" size="icon" aria-label={t('acts', { name: member.name })}>
      <Ellipsis aria-hidden />
    </Button>
  );
  return (
    <>
      <Menu trigger={trigger}>
        <MenuItem onSelect={() => setAsked('roles')}>
          <UserCog aria-hidden />
          {t('changeRoles')}
        </MenuItem>
        {member.isMe ? null : (
          <MenuItem onSelect={() => setAsked('switch')}>
            {active ? <UserX aria-hidden /> : <UserCheck aria-hidden />}
            {active ? t('disable') : t('enable')}
          </MenuItem>
        )}
      </Menu>
      {asked === 'roles' ? <ChangeRoles member={member} roles={roles} onClose={close} /> : null}
      {asked === 'switch' && active ? <DisableMember member={member} onClose={close} /> : null}
      {asked === 'switch' && !active ? <EnableMember member={member} onClose={close} /> : null}
    </>
  );
}

type SwitchProps = { member: Member; onClose: () => void };

function DisableMember({ member, onClose }: SwitchProps) {
  const t = useTranslations('members');
  const { id: membershipId, name, awaited } = member;
  const disable = useApiMutation((api) => api.members.disable.mutate({ membershipId }), {
    invalidates: [['members']],
    onSuccess: () => void toast.success(t('disabled', { name })),
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('disableTitle', { name })}
      description={t('disableText', { name })}
      act={t('disable')}
      onConfirm={() => disable.mutateAsync()}
    >
      {awaited > 0 ? <Notice tone="warning">{t('disableAwaited', { n: awaited, name })}</Notice> : null}
    </ConfirmDialog>
  );
}

function EnableMember({ member, onClose }: SwitchProps) {
  const t = useTranslations('members');
  const { id: membershipId, name } = member;
  const enable = useApiMutation((api) => api.members.enable.mutate({ membershipId }), {
    invalidates: [['members']],
    onSuccess: () => void toast.success(t('enabled', { name })),
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('enableTitle', { name })}
      description={t('enableText', { name })}
      act={t('enable')}
      tone="primary"
      onConfirm={() => enable.mutateAsync()}
    />
  );
}
