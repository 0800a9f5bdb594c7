'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useApiMutation, useApiQuery, useCodeText, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { ConfirmDialog } from '#ui/confirm-dialog.tsx';
import { DataTable } from '#ui/data-table.tsx';
import type { DataColumn } from '#ui/data-table-model.ts';
import { Time } from '#ui/time.tsx';
import { toast } from '#ui/toaster.tsx';
import { mayChange, type OpenInvitation, type Role } from './member.ts';
import { RolePills } from './role-pills.tsx';

export type OpenInvitationsProps = {
  roles: readonly Role[];
  /** As the server read them. */
  first: OpenInvitation[];
  mayManage: boolean;
};

const REFRESH_MS = 15_000;

/** Who was invited and has not answered; not there at all when nobody is. */
export function OpenInvitations({ roles, first, mayManage }: OpenInvitationsProps) {
  const t = useTranslations('invitations');
  const columns = useInvitationColumns();
  const { data = first } = useApiQuery(['invitations'], (api) => api.invitations.list.query(), {
    initialData: first,
    refetchInterval: REFRESH_MS,
  });
  if (data.length === 0) return null;
  return (
    <div className="grid min-w-0 gap-3">
      <h2 className="text-lg font-semibold">{t('title')}</h2>
      <DataTable
        label={t('title')}
        columns={columns}
        rows={data}
        rowId={(invitation) => invitation.id}
        {...(mayManage
          ? {
              rowActs: (invitation: OpenInvitation) =>
                mayChange(roles, invitation.roles) ? <InvitationActs invitation={invitation} /> : null,
            }
          : {})}
        empty={null}
      />
    </div>
  );
}

function useInvitationColumns(): DataColumn<OpenInvitation>[] {
  const t = useTranslations('invitations');
  const members = useTranslations('members');
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('name'),
        phone: 'title',
        className: 'md:w-1/3',
        cell: (invitation) => <Invited invitation={invitation} />,
      },
      {
        id: 'roles',
        header: members('roles'),
        phone: 'bare',
        cell: (invitation) => <RolePills roles={invitation.roles} />,
      },
      {
        id: 'by',
        header: t('invitedBy'),
        className: 'text-muted',
        cell: (invitation) => <span className="min-w-0 break-words">{invitation.invitedBy}</span>,
      },
      {
        id: 'expires',
        header: t('expires'),
        className: 'whitespace-nowrap text-muted',
        cell: ({ state, expiresAt }) =>
          state === 'expired' ? (
            <span className="font-medium text-warning">{t('expired')}</span>
          ) : (
            <Time value={expiresAt} format="date" />
          ),
      },
    ],
    [t, members],
  );
}

function Invited({ invitation }: { invitation: OpenInvitation }) {
  const t = useTranslations('invitations');
  const codeText = useCodeText();
  return (
    <span className="grid min-w-0 gap-0.5">
      <span className="font-medium break-words">{invitation.name}</span>
      <span className="text-sm break-all text-muted">{invitation.email}</span>
      {invitation.failure ? (
        <span className="flex items-start gap-1.5 text-sm text-danger">
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          <span>{t('failed', { cause: codeText(invitation.failure) })}</span>
        </span>
      ) : null}
    </span>
  );
}

function InvitationActs({ invitation }: { invitation: OpenInvitation }) {
  const t = useTranslations('invitations');
  const errorText = useErrorText();
  const { id: invitationId, name } = invitation;
  const invalidates = [['invitations']];
  const resend = useApiMutation((api) => api.invitations.resend.mutate({ invitationId }), {
    invalidates,
    onSuccess: () => void toast.success(t('resent', { name })),
    onError: (error) => void toast.error(errorText(error)),
  });
  const revoke = useApiMutation((api) => api.invitations.revoke.mutate({ invitationId }), {
    invalidates,
    onSuccess: () => void toast.success(t('revoked', { name })),
  });
  return (
    <span className="flex gap-2">
      <Button size="sm" busy={resend.isPending} onClick={() => resend.mutate()}>
        {t('resend')}
      </Button>
      <ConfirmDialog
        trigger={<Button size="sm">{t('revoke')}</Button>}
        title={t('revokeTitle', { name })}
        description={t('revokeText')}
        act={t('revoke')}
        onConfirm={() => revoke.mutateAsync()}
      />
    </span>
  );
}
