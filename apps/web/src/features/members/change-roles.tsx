'use client';

import type { RoleName } from '@chopmark/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { Dialog, DialogClose } from '#ui/dialog.tsx';
import { Notice } from '#ui/notice.tsx';
import { toast } from '#ui/toaster.tsx';
import { type Member, type Role, rolePermissions } from './member.ts';
import { RoleChoice } from './role-choice.tsx';

export type ChangeRolesProps = {
  member: Member;
  roles: readonly Role[];
  onClose: () => void;
};

/** Sets a member's roles. Nobody raises themselves: roles that permit more than one's own stay as they are. */
export function ChangeRoles({ member, roles, onClose }: ChangeRolesProps) {
  const t = useTranslations('members');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const [chosen, setChosen] = useState<RoleName[]>(member.roles);
  const [missing, setMissing] = useState(false);
  const own = rolePermissions(roles, member.roles);
  const save = useApiMutation(
    (api, names: RoleName[]) => api.members.setRoles.mutate({ membershipId: member.id, roles: names }),
    {
      invalidates: [['members']],
      onSuccess: () => {
        toast.success(t('rolesSaved', { name: member.name }));
        onClose();
      },
    },
  );
  const submit = () => {
    setMissing(chosen.length === 0);
    if (chosen.length > 0) save.mutate(chosen);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('rolesTitle', { name: member.name })}
      description={t('rolesText')}
      actions={
        <>
          <DialogClose asChild>
            <Button>{common('cancel')}</Button>
          </DialogClose>
          <Button variant="primary" busy={save.isPending} onClick={submit}>
            {common('save')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {save.error ? <Notice tone="danger">{errorText(save.error)}</Notice> : null}
        <RoleChoice
          roles={roles}
          value={chosen}
          onChange={setChosen}
          error={missing && chosen.length === 0 ? t('roleNeeded') : undefined}
          locked={(role) => member.isMe && !role.permissions.every((permission) => own.has(permission))}
        />
      </div>
    </Dialog>
  );
}
