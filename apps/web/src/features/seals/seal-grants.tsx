'use client';

import { UserPlus, Users } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useApiMutation } from '#client/api-hooks.ts';
import { Badge, type BadgeTone } from '#ui/badge.tsx';
import { Button } from '#ui/button.tsx';
import { ConfirmDialog } from '#ui/confirm-dialog.tsx';
import { DataTable } from '#ui/data-table.tsx';
import type { DataColumn } from '#ui/data-table-model.ts';
import { EmptyState } from '#ui/empty-state.tsx';
import { Time } from '#ui/time.tsx';
import { toast } from '#ui/toaster.tsx';
import { GrantDialog } from './grant-dialog.tsx';
import type { SealDetail } from './seal-types.ts';

type Grant = SealDetail['grants'][number];

const tones: Record<Grant['state'], BadgeTone> = {
  active: 'success',
  expired: 'warning',
  'member-disabled': 'neutral',
};

/** Who may use a seal and until when; its keeper grants and revokes. */
export function SealGrants({ seal }: { seal: SealDetail }) {
  const t = useTranslations('seals.grants');
  const columns = useColumns();
  const add = seal.manageable ? (
    <GrantDialog
      seal={seal}
      trigger={
        <Button>
          <UserPlus aria-hidden />
          {t('add')}
        </Button>
      }
    />
  ) : null;
  return (
    <section aria-labelledby="grants" className="grid min-w-0 gap-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="grid gap-0.5">
          <h2 id="grants" className="text-lg font-semibold">
            {t('title')}
          </h2>
          <p className="text-muted">{t('lead')}</p>
        </div>
        {add}
      </div>
      <DataTable
        label={t('table')}
        columns={columns}
        rows={seal.grants}
        rowId={(grant) => grant.id}
        empty={<EmptyState icon={Users} title={t('none')} description={t('noneText')} />}
        {...(seal.manageable ? { rowActs: (grant: Grant) => <GrantActs seal={seal} grant={grant} /> } : {})}
      />
    </section>
  );
}

function useColumns(): DataColumn<Grant>[] {
  const t = useTranslations('seals.grants');
  return useMemo(
    () => [
      {
        id: 'member',
        header: t('member'),
        cell: (grant) => <span className="font-medium">{grant.member}</span>,
        sortBy: (grant) => grant.member,
        phone: 'title',
      },
      {
        id: 'until',
        header: t('until'),
        cell: (grant) =>
          grant.validUntil ? <Time value={grant.validUntil} format="date" /> : t('unlimited'),
        sortBy: (grant) => grant.validUntil,
      },
      {
        id: 'state',
        header: t('state'),
        cell: (grant) => <Badge tone={tones[grant.state]}>{t(`states.${grant.state}`)}</Badge>,
        sortBy: (grant) => grant.state,
      },
    ],
    [t],
  );
}

function GrantActs({ seal, grant }: { seal: SealDetail; grant: Grant }) {
  const t = useTranslations('seals.grants');
  const name = grant.member;
  const revoke = useApiMutation(
    (api) => api.seals.revokeGrant.mutate({ sealId: seal.id, grantId: grant.id }),
    { invalidates: [['seals']], onSuccess: () => void toast.success(t('revoked', { name })) },
  );
  return (
    <div className="flex gap-2">
      {grant.state === 'member-disabled' ? null : (
        <GrantDialog
          seal={seal}
          grant={grant}
          trigger={
            <Button size="sm" aria-label={t('changeOf', { name })}>
              {t('change')}
            </Button>
          }
        />
      )}
      <ConfirmDialog
        title={t('revokeTitle', { name })}
        description={t('revokeText', { name })}
        act={t('revoke')}
        trigger={
          <Button size="sm" variant="danger" aria-label={t('revokeOf', { name })}>
            {t('revoke')}
          </Button>
        }
        onConfirm={() => revoke.mutateAsync()}
      />
    </div>
  );
}
